import PrepContents

/// Ranks by chance that are the same for equal contents: a sample takes those with the smallest.
package struct ContentRank: Sendable {
  private let seed: UInt64

  package init(seed: UInt64) { self.seed = Chance.mixed(seed ^ 0x5341_4D50_4C45_5221) }

  /// The rank of a content, equally likely to be any number.
  package func callAsFunction(_ digest: ContentDigest) -> UInt64 {
    Chance.mixed(Chance.mixed(digest.high ^ seed) &+ digest.low)
  }

  /// The rank of a content with a weight: to take the smallest is to draw without replacement, each time in proportion
  /// to the weights of what is left (Efraimidis and Spirakis, 2006: the largest u^(1/w), which are the smallest
  /// −log₂ u / w). The logarithm is made of whole numbers and one division, so that all machines agree.
  ///
  /// - Parameter weight: More than 0 and finite.
  package func weighted(_ digest: ContentDigest, weight: Double) -> UInt64 {
    // Numbers of one sign have the order of their bits.
    (Double(Self.negativeLogarithm(self(digest))) / weight).bitPattern
  }

  /// −log₂ of (word + 1) / 2⁶⁴, times 2⁵⁶, rounded down; from 0 to 2⁶².
  static func negativeLogarithm(_ word: UInt64) -> UInt64 {
    if word == .max { return 0 }
    let number = word + 1
    let zeros = number.leadingZeroBitCount
    // A number from 1 to below 2, with 63 bits behind the point; squared, it gives a bit of its logarithm each time.
    var mantissa = number << UInt64(zeros)
    var fraction: UInt64 = 0
    for bit in (0..<56).reversed() {
      let square = mantissa.multipliedFullWidth(by: mantissa)
      if square.high >> 63 == 1 {
        fraction |= 1 << UInt64(bit)
        mantissa = square.high
      } else {
        mantissa = square.high << 1 | square.low >> 63
      }
    }
    return (UInt64(zeros) + 1) << 56 - fraction
  }
}
