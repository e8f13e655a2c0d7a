import PrepBytes
import PrepDiagnostics
import PrepExamples
import PrepImporting
import PrepRecords

/// The records of inputs of any container, in order, with every finding placed in the input it is about.
final class ImportedRecords {
  private let opened = Opened()
  private let reader: JSONLinesReader

  /// The inputs opened so far, shared with the reader that opens them.
  private final class Opened {
    var sources: [ImportedSource] = []
    /// How many of the first have ended, and nothing more is to be taken of them.
    var done = 0
    var decoded: [DecodedSource] = []
  }

  /// - Parameters:
  ///   - decoding: Gives an input as UTF-8, or refuses it.
  ///   - importer: How inputs are read.
  init(
    _ inputs: [JobInput], threads: Int, longestLine: Int, notesBlankLines: Bool = false,
    decoding: @escaping (any ByteSource) throws -> any ByteSource = DecodedSource.openUTF8,
    importer: InputImporter
  ) {
    var waiting = inputs[...]
    let opened = opened
    reader = JSONLinesReader(
      sources: {
        guard let input = waiting.popFirst() else { return nil }
        let text = try decoding(try input.open(refusing: false))
        if let text = text as? DecodedSource { opened.decoded.append(text) }
        let source = try importer.open(text)
        opened.sources.append(source)
        return source
      }, threads: threads, maxLine: longestLine, notesBlankLines: notesBlankLines)
  }

  /// What the inputs opened so far were taken for.
  var containers: [(name: String, container: Container)] { opened.sources.map { ($0.name, $0.container) } }

  /// How many stretches of bytes that mean nothing in a character set became U+FFFD.
  var replacements: [(name: String, encoding: String, count: Int)] {
    opened.decoded.map { ($0.name, $0.encoding, $0.replaced) }
  }

  /// What the user is told about tables without a header.
  var notes: [String] { opened.sources.compactMap { source in source.note.map { "\(source.name): \($0)" } } }

  /// The next batch, or nil at the end.
  func next() throws -> RecordBatch? { try reader.next() }

  /// A finding placed in the input that its line came from.
  func placed(_ diagnostic: Diagnostic) -> Diagnostic {
    opened.sources.last { $0.name == diagnostic.location.file }?.placed(diagnostic) ?? diagnostic
  }

  /// A finding placed in the input that its line came from.
  func placed(_ finding: LineFinding) -> LineFinding {
    switch finding {
    case .rejected(let diagnostic, let line): .rejected(placed(diagnostic), line: line)
    case .note(let note): .note(placed(note))
    case .continuation: finding
    }
  }

  /// The rows that could not become records, since the last call; there may be some behind the last batch too.
  func takeRejected() -> [RejectedRow] {
    let rows = opened.sources[opened.done...].flatMap { $0.takeRejected() }
    while opened.done < opened.sources.count, opened.sources[opened.done].hasEnded { opened.done += 1 }
    return rows
  }

  /// Hands the rows that could not become records to those that deal with bad records.
  ///
  /// - Returns: How many there were since the last call.
  func rejectRows(to invalid: InvalidRecords) throws -> Int {
    let rows = takeRejected()
    for row in rows { try row.bytes.withUnsafeBytes { try invalid.reject(row.finding, line: $0) } }
    return rows.count
  }
}
