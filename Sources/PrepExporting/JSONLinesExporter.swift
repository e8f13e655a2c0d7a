import PrepBytes
import PrepRecords
import PrepTokens

/// A document a line, in the words of the token stream's twin.
final class JSONLinesExporter: DocumentExporter {
  private let file: AtomicFile
  private var writer = JSONWriter()

  private let columns: [TokenColumn]

  init(prefix: String, columns: [TokenColumn]) throws {
    self.columns = columns
    file = try AtomicFile(path: prefix + ".jsonl")
  }

  func add(_ document: TokenSequence) throws {
    writer.removeAll()
    writer.beginObject()
    TokenSequenceJSON.writeMembers(of: document, columns: columns, to: &writer)
    writer.endObject()
    writer.newline()
    try file.write(writer.bytes)
  }

  func finish() throws { try file.finish() }
}
