import TestSupport
import Testing

@testable import PrepBytePairEncoding

@Suite struct BytePairDecoderTests {
  /// Tokens of every length around those that are kept short, gaps, and special ones.
  private static func vocabulary(_ random: inout SeededGenerator) -> TokenBytes {
    var builder = TokenBytesBuilder(tokenCapacity: 600, textCapacity: 0)
    for id in 0..<600 where !id.isMultiple(of: 7) {
      let added = builder.add(UInt32(id), random.bytes(count: 1 + id % 40), isSpecial: id.isMultiple(of: 11))
      #expect(added)
    }
    return builder.build()
  }

  @Test(arguments: [0, 1, 100, 8191, 8192, 8193, 30_000])
  func `tokens become their bytes, however many there are`(count: Int) {
    var random = SeededGenerator(seed: 14)
    let tokens = Self.vocabulary(&random)
    let ids = (0..<count).map { _ in
      Bool.random(using: &random)
        ? UInt32.random(in: 0..<610, using: &random)
        : [UInt32.max, 15, 14, 54, 1][Int.random(in: 0..<5, using: &random)]
    }
    for skips in [false, true] {
      let expected = ids.flatMap { id in
        skips && tokens.isSpecial(id) ? [] : tokens.bytes(of: id).map { Array($0) } ?? []
      }
      var bytes: [UInt8] = [1, 2, 3]
      ids.withUnsafeBufferPointer { BytePairDecoder(tokens).decode($0, skipsSpecialTokens: skips, into: &bytes) }
      #expect(bytes == [1, 2, 3] + expected)
    }
  }
}
