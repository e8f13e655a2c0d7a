// PrepImporting takes records out of other containers: CSV and TSV, spreadsheets, JSON arrays, pretty-printed JSON,
// plain text and files of columns all leave it as JSON Lines, one object a line, with the place each line came from.
// What the fields mean is none of its business, but for what tells records from messages, columns and objects around them.

import PrepBytes
import PrepCodecs

/// What a file is made of, as far as its first bytes tell.
package enum Container: Sendable, Hashable {
  /// One JSON value a line.
  case jsonLines
  /// One JSON array whose elements are the records.
  case jsonArray
  /// JSON objects one after the other, each over several lines.
  case jsonValues
  /// Rows of delimited fields.
  case delimited(CSVDialect)
  /// A word a line with its tags, sentences between blank lines; nil looks what the columns are.
  case tagged(TaggedDialect?)
  /// Annotations of brat, whose text stands in a file beside.
  case annotations
  /// An Office Open XML workbook.
  case xlsx
  /// An Apache Parquet file.
  case parquet
  /// An Apache Arrow file or stream.
  case arrow
  /// Anything else that is text.
  case text
  /// A container that is recognised and refused.
  case refused(Refused)

  /// Containers that are recognised by their first bytes and not read here.
  package typealias Refused = RefusedFormat

  /// Whether it is text, which has a character set and line ends.
  package var isText: Bool {
    switch self {
    case .xlsx, .parquet, .arrow, .refused: false
    default: true
    }
  }

  /// Whether it is JSON, however its values stand.
  package var isJSON: Bool { self == .jsonLines || self == .jsonArray || self == .jsonValues }

  /// A short name, as `--from` takes it.
  package var name: String {
    switch self {
    case .jsonLines: "jsonl"
    case .jsonArray: "json"
    case .jsonValues: "json-values"
    case .delimited(let dialect): dialect.delimiter == UInt8(ascii: "\t") ? "tsv" : "csv"
    case .tagged(let dialect): dialect?.isUniversal ?? false ? "conllu" : "conll"
    case .annotations: "brat"
    case .xlsx: "xlsx"
    case .parquet: "parquet"
    case .arrow: "arrow"
    case .text: "text"
    case .refused(let refused): refused.name
    }
  }

  /// Whether a name is one that files of records have, compressed or not.
  package static func isRecordName(_ path: String) -> Bool {
    let ending = FileEnding(of: path)
    return ending.isOfRecords || TaggedDialect.endings.contains(ending.name) || ending.name == AnnotationProducer.ending
  }

  /// Whether a file of plain text belongs to a file of annotations, by the names that stand beside it.
  ///
  /// - Parameter isThere: Whether there is a file of a name.
  package static func isAnnotated(_ path: String, isThere: (String) -> Bool) -> Bool {
    path.hasSuffix(".txt") && isThere(String(path.dropLast(3)) + AnnotationProducer.ending)
  }

  /// Whether a name is one that files of plain text have, compressed or not.
  package static func isTextName(_ path: String) -> Bool { FileEnding(of: path).name == "txt" }
}
