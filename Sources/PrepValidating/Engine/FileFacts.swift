import PrepBytes
import PrepDiagnostics
import PrepRecords

/// What is known of an input at its end.
package struct FileFacts: Sendable {
  /// The name the user gave.
  package var name: String
  /// What the input is made of: `jsonl`, `json`, `csv` and so on.
  package var container: String
  /// Its size on the disk, when it is a file.
  package var storedBytes: Int?
  /// The number of bytes read, decompressed.
  package var bytes = 0
  package var records = 0
  package var invalid = 0
  var hasByteOrderMark = false
  /// Lines that end in a carriage return, those of them that have no line feed behind it, and lines that end in a line
  /// feed alone.
  var returns = 0
  var loneReturns = 0
  var feeds = 0
  /// The first line whose end differs from the first line's.
  var firstMixed: Int?
  var lastByte: UInt8 = 0x0A
  var lines = 0
  /// The character set that the first part of the file reads as, when it is not UTF-8, and from 0 to 100 how sure that
  /// is.
  package var encoding: (name: String, confidence: Int)?
  /// Whether some of its lines alone were read, those of a part of a job.
  package var isPart = false
  /// What ended the reading of the file before its end.
  package var failure: Diagnostic?
  /// Whether the lines were made of something else: columns and offsets in them mean nothing in the file.
  var areLinesMade = false
  /// Whether the file turned out to be UTF-16 or UTF-32.
  var isWide = false

  /// The container of a file that could not be opened.
  package static let unread = "unread"

  package init(name: String, container: String, storedBytes: Int? = nil) {
    self.name = name
    self.container = container
    self.storedBytes = storedBytes
  }

  /// Whether the file's bytes are lines of JSON, so that questions about its lines make sense.
  var isJSONLines: Bool { container == "jsonl" }

  /// The ending of the name in lower case, a compression's left out.
  var ending: String { FileEnding(of: name).name }

  /// The size that a target would see.
  var uploadBytes: Int { isJSONLines ? bytes : storedBytes ?? bytes }

  /// The file as a whole.
  var location: SourceLocation { SourceLocation(file: name) }

  func location(line: Int) -> SourceLocation { SourceLocation(file: name, line: line) }
}
