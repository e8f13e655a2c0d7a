import PrepDiagnostics
import PrepExporting
import PrepTokens

/// The documents that rows hold, whole again: parts of one that follow one another become one, padding goes.
final class WholeDocuments: TokenSequenceSource {
  let header: TokenStreamHeader
  private let source: JoinedTokens
  private var joiner: DocumentJoiner
  private var waiting: [TokenSequence] = []
  private var position = 0
  private var hasEnded = false
  /// How many rows were read.
  private(set) var rows = 0

  /// - Throws: A `Diagnostic` `padded-documents` where documents were filled up one by one, and what is theirs cannot be
  ///   told from what is not.
  init(_ source: JoinedTokens) throws {
    self.source = source
    if source.header.padsParts {
      throw Diagnostic(
        "padded-documents",
        "documents were filled up one by one (--doc-multiple-of), and cannot be told from what fills them; pack the tokens "
          + "they were made of", at: SourceLocation(file: source.members[0].input.name))
    }
    joiner = DocumentJoiner(source.header)
    var header = source.header
    header.packedLength = 0
    self.header = header
  }

  func next() throws -> TokenSequence? {
    while true {
      if position < waiting.count {
        defer { position += 1 }
        return waiting[position]
      }
      if hasEnded { return nil }
      waiting.removeAll(keepingCapacity: true)
      position = 0
      guard let row = try source.next() else {
        hasEnded = true
        if let last = joiner.endInput() { waiting.append(last) }
        continue
      }
      rows += 1
      for segment in row.segments {
        do throws(CutDocument) {
          if let whole = try joiner.add(segment) { waiting.append(whole) }
        } catch {
          throw Diagnostic(
            "cut-documents",
            "the parts of document \(error.documentID) do not stand one behind the other, so that it is not whole again; "
              + "pack the tokens that the rows were made of", at: SourceLocation(file: source.currentName))
        }
      }
    }
  }
}
