import Foundation
import PrepContents
import TestSupport
import Testing

@testable import PrepOrdering

@Suite struct ContentRankTests {
  @Test func `the logarithm is that of the C library, to more digits than it shows`() {
    var random = SeededGenerator(seed: 1)
    let words: [UInt64] =
      [0, 1, 2, 3, .max - 1, .max / 2, .max / 2 + 1]
      + (0..<2000).map { _ in random.next() >> UInt64.random(in: 0...63, using: &random) }
    for word in words {
      let expected = 64 - log2(Double(word) + 1)
      let found = Double(ContentRank.negativeLogarithm(word)) * 0x1p-56
      #expect(abs(found - expected) < 1e-9, "\(word)")
    }
    #expect(ContentRank.negativeLogarithm(.max) == 0)
    // Near 1, where a rounded logarithm would see no difference.
    #expect(ContentRank.negativeLogarithm(.max - 1 << 10) > ContentRank.negativeLogarithm(.max - 1 << 9))
  }

  @Test func `weights are the odds of being first`() {
    let weights = [1.0, 2, 3, 10]
    var firsts = [Int](repeating: 0, count: 4)
    for seed in 0..<8000 {
      let rank = ContentRank(seed: UInt64(seed))
      let ranks = weights.enumerated().map {
        rank.weighted(ContentDigest(high: UInt64($0.offset), low: 5), weight: $0.element)
      }
      firsts[ranks.indices.min { ranks[$0] < ranks[$1] } ?? 0] += 1
    }
    // χ² with 3 degrees of freedom: 16.3 at 0.001.
    let sum = zip(firsts, weights).reduce(0.0) { sum, pair in
      let expected = 8000 * pair.1 / 16
      return sum + (Double(pair.0) - expected) * (Double(pair.0) - expected) / expected
    }
    #expect(sum < 16.3, "\(firsts)")
  }
}
