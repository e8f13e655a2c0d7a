import PrepTokenizers
import TestSupport
import Testing

@Suite struct TokenBatchTests {
  private func tokenizer() throws -> Tokenizer { try Tokenizer.named(Tokenizer.bundledDefaultName) }

  /// Texts one after the other: many small ones, empty ones among them, and now and then one that is a chunk alone.
  private func texts(seed: UInt64) -> (bytes: [UInt8], ends: [Int]) {
    var generator = SeededGenerator(seed: seed)
    var bytes: [UInt8] = []
    var ends: [Int] = []
    while bytes.count < 2 << 20 {
      let length = Int.random(in: 0..<(ends.count % 60 == 0 ? 1 << 19 : 2000), using: &generator)
      for _ in 0..<length { bytes.append(UInt8.random(in: 0x20...0x7A, using: &generator)) }
      ends.append(bytes.count)
      if ends.count % 7 == 0 { ends.append(bytes.count) }
    }
    return (bytes, ends)
  }

  @Test(arguments: [1, 2, 5]) func `every text has the tokens it has alone`(threads: Int) throws {
    let (bytes, ends) = texts(seed: 31)
    // The batch outlives the tokenizer that made it.
    var tokenizer: Tokenizer? = try tokenizer()
    let batch = try #require(tokenizer).encodeBatch(bytes, ends: ends, threads: threads)
    tokenizer = nil
    let encoder = try self.tokenizer().makeEncoder()
    #expect(batch.count == ends.count)
    var all: [UInt32] = []
    for (number, end) in ends.enumerated() {
      var alone: [UInt32] = []
      try bytes[(number == 0 ? 0 : ends[number - 1])..<end].withUnsafeBufferPointer {
        try encoder.encode($0, into: &alone)
      }
      #expect(batch[number] == alone)
      #expect(batch.withTokens(of: number) { $0.elementsEqual(alone) })
      all += alone
    }
    #expect(batch.tokenCount == all.count)
    #expect(batch.tokens == all)
  }

  @Test(arguments: [1, 3]) func `special tokens follow the policy`(threads: Int) throws {
    let tokenizer = try tokenizer()
    let special = try #require(tokenizer.specialTokens.entries.first)
    let texts = (0..<40).map { $0 % 4 == 0 ? "one \(special.name) two" : "text \($0)" }
    let bytes = Array(texts.joined().utf8)
    var end = 0
    let ends = texts.map { text in
      end += text.utf8.count
      return end
    }
    for policy in [SpecialTokenPolicy.asText, .allowAll, .allow([special.name]), .allow([])] {
      let batch = try tokenizer.encodeBatch(bytes, ends: ends, specialTokens: policy, threads: threads)
      #expect(Array(batch) == (try texts.map { try tokenizer.encode($0, specialTokens: policy) }))
    }
    let failure = #expect(throws: TokenizerFailure.self) {
      try tokenizer.encodeBatch(bytes, ends: ends, specialTokens: .refuse, threads: threads)
    }
    #expect(failure?.code == .specialToken)
  }

  @Test func `a batch of nothing, and one of empty texts`() throws {
    let tokenizer = try tokenizer()
    let nothing = try tokenizer.encodeBatch([], ends: [], threads: 2)
    #expect(nothing.isEmpty && nothing.tokens.isEmpty)
    let empty = try tokenizer.encodeBatch([], ends: [0, 0, 0], threads: 2)
    #expect(Array(empty) == [[], [], []])
    #expect(empty.tokenCount == 0)
  }
}
