import Foundation
import PrepBytePairEncoding
import TestSupport
import Testing

@testable import PrepTokenizers

@Suite struct TokenizerDropoutTests {
  static let text =
    "The lighthouse keeper wrote down the weather every morning, and nobody asked. Größe 日本語 🙂 abab ab\n"

  /// Vocabularies whose neighbours merge.
  private func tokenizers() throws -> [Tokenizer] {
    var all = [
      try Tokenizer.named(Tokenizer.bundledDefaultName),
      try Tokenizer(contentsOf: Fixtures.path("tokenizers/small.tokenizer.json")),
    ]
    all.append(try GGUFSample.pairs.withFile { try Tokenizer(contentsOf: $0) })
    return all
  }

  @Test func `a text has the same tokens for a seed, and comes back to the byte`() throws {
    for tokenizer in try tokenizers() {
      let dropped = try tokenizer.droppingMerges(0.3, seed: 7)
      let ids = try dropped.encode(Self.text)
      #expect(try dropped.encode("other text").count >= tokenizer.encode("other text").count)
      #expect(try dropped.encode(Self.text) == ids)
      #expect(try tokenizer.droppingMerges(0.3, seed: 7).encode(Self.text) == ids)
      #expect(dropped.count(Self.text) == ids.count)
      #expect(dropped.encodeWithOffsets(Self.text).map(\.token) == ids)
      #expect(dropped.decode(ids) == tokenizer.decode(try tokenizer.encode(Self.text)))
      #expect(dropped.fingerprint == tokenizer.fingerprint)
      let texts = (0..<50).map { "\($0) \(Self.text)" }
      #expect(try dropped.encode(texts, threads: 1) == dropped.encode(texts, threads: 3))
    }
  }

  @Test func `no probability leaves nothing out, and a certain one everything`() throws {
    for tokenizer in try tokenizers() {
      #expect(try tokenizer.droppingMerges(0, seed: 1).encode(Self.text) == tokenizer.encode(Self.text))
      let apart = try tokenizer.droppingMerges(1, seed: 1)
      let tokens = try apart.encode("the ab")
      #expect(tokens.count >= 6)
      // A merge is left out as often as the probability says, so that more tokens come of a larger one.
      let counts = try [0.0, 0.1, 0.5, 0.9, 1].map { probability in
        try (0..<20).reduce(0) { sum, seed in
          sum + (try tokenizer.droppingMerges(probability, seed: UInt64(seed)).encode(Self.text).count)
        }
      }
      #expect(counts == counts.sorted(), "\(counts)")
      #expect(counts[0] < counts[4])
    }
  }

  @Test func `seeds cut the same words in several ways`() throws {
    let tokenizer = try Tokenizer.named(Tokenizer.bundledDefaultName)
    let ways = try Set((0..<8).map { try tokenizer.droppingMerges(0.5, seed: $0).encode(Self.text) })
    #expect(ways.count == 8)
  }

  @Test func `control tokens stay whole`() throws {
    let tokenizer = try GGUFSample.pairs.withFile { try Tokenizer(contentsOf: $0) }
    let dropped = try tokenizer.droppingMerges(1, seed: 3)
    #expect(try dropped.encode("a</s>", specialTokens: .allowAll).last == 2)
    let bundled = try Tokenizer.named(Tokenizer.bundledDefaultName)
    guard let special = bundled.specialTokens.entries.first else { return }
    #expect(
      try bundled.droppingMerges(1, seed: 3).encode(special.name, specialTokens: .allowAll) == [special.id])
  }

  @Test func `a dropout in a file is off, and told`() throws {
    let text = try Fixtures.text("tokenizers/tiny.tokenizer.json").replacingOccurrences(
      of: "\"dropout\":null", with: "\"dropout\":0.25")
    try #require(text.contains("0.25"))
    try Fixtures.withFile("tokenizer.json", text) { path in
      let tokenizer = try Tokenizer(contentsOf: path)
      #expect(tokenizer.remarks == ["the dropout of 0.25 in its file is off; --dropout 0.25 has it"])
      let known = try Tokenizer(contentsOf: Fixtures.path("tokenizers/tiny.tokenizer.json"))
      #expect(try tokenizer.encode("ab ba") == known.encode("ab ba"))
    }
  }

  @Test func `models without merges have none to leave out`() throws {
    let failure = try #require(throws: TokenizerFailure.self) {
      try Tokenizer.named("byt5").droppingMerges(0.1, seed: 0)
    }
    #expect(failure.code == .unsupported)
  }
}
