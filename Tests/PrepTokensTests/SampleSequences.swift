import PrepBytes
import TestSupport

@testable import PrepTokens

/// Generated sequences of one kind.
struct SampleSequences {
  let header: TokenStreamHeader
  let sequences: [TokenSequence]

  init(
    seed: UInt64, count: Int, loss: TokenLoss.Kind, vocabulary: Int = 70_000, pairs: Bool = false, labels: Bool = false,
    parts: Bool = false
  ) {
    var random = SeededGenerator(seed: seed)
    header = TokenStreamHeader(
      tokenizer: "sample", fingerprint: "f00d", vocabularySize: vocabulary, endOfText: 3, loss: loss,
      hasRejected: pairs,
      hasDocumentLabels: labels, provenance: ["prep tokenize"], part: TokenStreamHeader.Part(index: 1, count: 4))
    func side(_ segments: Int) -> TokenBranch {
      var boundaries: [Int32] = [0]
      for _ in 0..<segments { boundaries.append((boundaries.last ?? 0) + Int32.random(in: 0...9, using: &random)) }
      let count = Int(boundaries.last ?? 0) + Int.random(in: 0...2, using: &random)
      let tokens = (0..<count).map { _ in UInt32.random(in: 0..<UInt32(vocabulary), using: &random) }
      let entries: TokenLoss =
        switch loss {
        case .all: .all
        case .mask: .mask((0..<count).map { _ in UInt8.random(in: 0...1, using: &random) })
        case .weights: .weights((0..<count).map { _ in [0, 0.01, 1, -0.5].randomElement(using: &random) ?? 0 })
        }
      return TokenBranch(tokens: tokens, loss: entries, boundaries: boundaries)
    }
    sequences = (0..<count).map { _ in
      let segments = Int.random(in: 1...4, using: &random)
      let main = side(segments)
      return TokenSequence(
        tokens: main.tokens, loss: main.loss, boundaries: main.boundaries,
        documentIDs: (0..<segments).map { _ in random.next() }, rejected: pairs ? side(segments) : nil,
        documentLabels: labels ? (0..<segments).map { _ in UInt8.random(in: 0...1, using: &random) } : [],
        // Some rows have parts of documents, others whole ones alone.
        documentParts: parts && Bool.random(using: &random)
          ? (0..<segments).map { _ in
            let start = UInt32.random(in: 0...5, using: &random)
            return DocumentPart(start: start, length: start + 20)
          } : [])
    }
  }

  /// The binary form.
  func stream() throws -> [UInt8] {
    let sink = MemoryByteSink()
    let writer = try TokenStreamWriter(sink: sink, header: header)
    for sequence in sequences { try writer.write(sequence) }
    try writer.finish()
    return sink.bytes
  }
}

/// Everything a stream holds.
func readAll(_ bytes: [UInt8], sizes: [Int] = [1 << 20]) throws -> (TokenStreamHeader, [TokenSequence]) {
  let reader = try TokenStreamReader(source: ChoppedByteSource(bytes, sizes: sizes))
  var sequences: [TokenSequence] = []
  while let sequence = try reader.next() { sequences.append(sequence) }
  return (reader.header, sequences)
}
