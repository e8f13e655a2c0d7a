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

  @inline(__always)
  mutating func remove(_ number: Int) { words[number >> 6] &= ~(1 << UInt64(number & 63)) }

  var isEmpty: Bool { words == SIMD4() }

  @inline(__always)
  func intersection(_ other: NameMask) -> NameMask {
    var result = self
    result.words &= other.words
    return result
  }

  /// How many names there are.
  var count: Int { (0..<4).reduce(0) { $0 + words[$1].nonzeroBitCount } }

  mutating func formUnion(_ other: NameMask) { words |= other.words }

  func subtracting(_ other: NameMask) -> NameMask {
    var result = self
    result.words &= ~other.words
    return result
  }
}
