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
        "documents were padded one by one (--doc-multiple-of) and cannot be separated from their padding; pack the tokens "
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
      do {
        guard let row = try source.next() else {
          hasEnded = true
          try joiner.endInput { waiting.append($0) }
          continue
        }
        rows += 1
        for segment in row.segments(header.columns) { try joiner.add(segment) { waiting.append($0) } }
      } catch let cut as CutDocument {
        var hint = ""
        if case .missing = cut.reason {
          hint = " (pack drops rows without trained tokens, unless --on-empty keep)"
        }
        throw Diagnostic(
          "cut-documents",
          "document \(cut.documentID) \(cut.message)\(hint); pack the tokens that the rows were made of",
          at: SourceLocation(file: source.currentName))
      }
    }
  }
}
