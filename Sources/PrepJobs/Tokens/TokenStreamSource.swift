import PrepBytes
import PrepDiagnostics
import PrepTokens

/// Token streams read one after the other; all of them have to be of the same kind.
final class TokenStreamSource: TokenSequenceSource {
  let header: TokenStreamHeader
  private var waiting: ArraySlice<JobInput>
  private var reader: TokenStreamReader

  init(_ inputs: [JobInput]) throws {
    waiting = try TokenInputs.files(inputs)[...]
    reader = try TokenStreamReader(source: try TokenInputs.open(waiting.removeFirst()))
    header = reader.header
  }

  func next() throws -> TokenSequence? {
    while true {
      if let sequence = try reader.next() { return sequence }
      guard let input = waiting.popFirst() else { return nil }
      let source = try TokenInputs.open(input)
      reader = try TokenStreamReader(source: source)
      try check(reader.header, source.name)
    }
  }

  private func check(_ other: TokenStreamHeader, _ name: String) throws {
    let differs: String? =
      other.fingerprint != header.fingerprint || other.vocabularySize != header.vocabularySize
      ? "is of another tokenizer"
      : other.loss != header.loss || other.hasRejected != header.hasRejected
        || other.hasDocumentLabels != header.hasDocumentLabels || other.columns != header.columns
        ? "has other columns"
        : other.part != header.part ? "is of another part" : nil
    guard let differs else { return }
    throw Diagnostic(
      "other-token-stream", "the token stream \(differs) than the one before it", at: SourceLocation(file: name))
  }
}
