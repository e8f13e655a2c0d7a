import PrepBytePairEncoding
import TestSupport
import Testing

@testable import PrepTraining

@Suite struct WordCounterTests {
  @Test("words are counted as a dictionary counts them", arguments: UInt64(0)..<6) func equalsDictionary(seed: UInt64)
    throws
  {
    var generator = SeededGenerator(seed: seed)
    let pattern = try #require(SplitPattern.named("o200k"))
    let plain = PieceCounter(pattern)
    let fast = TextCounter(CountingOptions(pattern))
    for _ in 0..<30 {
      let alphabet = Array("ab  \n'é你0".utf8)
      let text = (0..<Int.random(in: 0...4000, using: &generator)).map { _ in
        Bool.random(using: &generator) ? UInt8(0x61) : alphabet.randomElement(using: &generator) ?? 0
      }
      text.withUnsafeBufferPointer { plain.count($0) }
      try text.withUnsafeBufferPointer { try fast.add($0) }
    }
    var counts: [[UInt8]: Int] = [:]
    fast.words.forEach { counts[Array($0)] = $1 }
    let expected = plain.take().counts
    #expect(counts == expected)
    #expect(fast.words.distinctCount == expected.count)
    #expect(fast.words.totalCount == expected.values.reduce(0, +))
  }

  @Test("long words are left out on demand, samples do not depend on the order") func choices() throws {
    var options = CountingOptions(try #require(SplitPattern.named("cl100k")))
    options.longestWord = 3
    let short = TextCounter(options)
    try Array("ab abcdef abc".utf8).withUnsafeBufferPointer { try short.add($0) }
    #expect(short.words.distinctCount == 1)
    options.longestWord = .max
    options.sample = 0.5
    let texts = (0..<1000).map { Array("text\($0)".utf8) }
    let (one, other) = (TextCounter(options), TextCounter(options))
    for text in texts { try text.withUnsafeBufferPointer { try one.add($0) } }
    for text in texts.reversed() { try text.withUnsafeBufferPointer { try other.add($0) } }
    #expect(one.words.totalCount == other.words.totalCount)
    #expect((700...1300).contains(one.words.totalCount))
  }
}
