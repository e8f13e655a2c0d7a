/// A set of names by their small numbers.
struct NameMask: Sendable, Equatable, BitwiseCopyable {
  private var words: SIMD4<UInt64>

  init() { words = SIMD4() }

  init(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
    words = SIMD4(first, second, third, fourth)
  }

  /// How many names there can be.
  static let capacity = 256

  @inline(__always)
  mutating func insert(_ number: Int) { words[number >> 6] |= 1 << UInt64(number & 63) }

  func contains(_ number: Int) -> Bool { words[number >> 6] & (1 << UInt64(number & 63)) != 0 }

  @inline(__always)
  func meets(_ other: NameMask) -> Bool { (words & other.words) != SIMD4() }

  /// Whether all names of another set are in this one.
  @inline(__always)
  func holds(_ other: NameMask) -> Bool { (words & other.words) == other.words }

  /// A number in which sets that differ mostly differ.
  @inline(__always)
  var hash: Int {
    let mixed =
      words[0] &+ words[1] &* 0x9E37_79B9_7F4A_7C15 &+ words[2] &* 0xC2B2_AE3D_27D4_EB4F &+ words[3]
      &* 0x1656_67B1_9E37_79F9
    return Int(truncatingIfNeeded: (mixed &* 0x9E37_79B9_7F4A_7C15) >> 40)
  }

  @inline(__always)
  mutating func remove(_ number: Int) { words[number >> 6] &= ~(1 << UInt64(number & 63)) }

  var isEmpty: Bool { words == SIMD4() }

  @inline(__always)
  func intersection(_ other: NameMask) -> NameMask {
    var result = self
    result.words &= other.words
    return result
  }

  mutating func formUnion(_ other: NameMask) { words |= other.words }

  func subtracting(_ other: NameMask) -> NameMask {
    var result = self
    result.words &= ~other.words
    return result
  }
}
