import PrepPacking
import PrepRecords
import PrepTokens
import TestSupport
import Testing

final class Documents: TokenSequenceSource {
  let header = TokenStreamHeader(tokenizer: "bytes", fingerprint: "", vocabularySize: 256)
  private var documents: ArraySlice<TokenSequence>

  init(_ texts: [String]) {
    let documents = texts.indices.map { number in
      TokenSequence(document: texts[number].utf8.map { UInt32($0) }, id: UInt64(number))
    }
    self.documents = documents[...]
  }

  func next() -> TokenSequence? { documents.popFirst() }
}

/// The samples of the article on packing, and what it claims: `SampleTests` sees that they have its lines.
@Suite struct ArticleSamples {
  @Test func `documents share rows`() {
    let lengths = [1500, 600, 500, 1400, 48]
    let plan = PackingStrategy.bestFit.plan(lengths, rowLength: 2048)
    #expect(plan == [[1, 3, 4], [0, 2]])
  }

  @Test func `wrapping cuts documents where rows end`() throws {
    for result in Documents(["first", "second", "third"]).packed(length: 8, strategy: .wrap).sequences {
      let row = try result.get()
      print(row.documentIDs, row.boundaries)
    }
    let rows = try Documents(["first", "second", "third"]).packed(length: 8, strategy: .wrap).sequences.map {
      try $0.get()
    }
    #expect(rows.map(\.documentIDs) == [[0, 1], [1, 2]])
    #expect(rows.map(\.boundaries) == [[0, 5, 8], [0, 3, 8]])
  }

  /// The bound that the article proves, on lengths of all kinds.
  @Test(arguments: [PackingStrategy.bestFit, .nextFit, .window])
  func `there are fewer rows than twice the full ones and one`(strategy: PackingStrategy) {
    var random = SeededGenerator(seed: 71)
    for _ in 0..<200 {
      let row = Int.random(in: 1...300, using: &random)
      let (least, most) = (Int.random(in: 1...row, using: &random), Int.random(in: 1...row, using: &random))
      let lengths = (0..<Int.random(in: 0...800, using: &random)).map { _ in
        Int.random(in: min(least, most)...max(least, most), using: &random)
      }
      let rows = strategy.plan(lengths, rowLength: row)
      let total = lengths.reduce(0, +)
      #expect(rows.isEmpty == lengths.isEmpty)
      #expect(lengths.isEmpty || rows.count * row < 2 * total + row, "\(rows.count) rows of \(row) for \(total) tokens")
      #expect(rows.flatMap { $0 }.sorted() == Array(lengths.indices))
    }
  }
}
