import Synchronization

/// A set of names by their small numbers: four words that stay in registers, because a word that is chosen by its number
/// would have to be written to memory and read back.
struct NameMask: Sendable, Equatable, BitwiseCopyable {
  private var first: UInt64 = 0
  private var second: UInt64 = 0
  private var third: UInt64 = 0
  private var fourth: UInt64 = 0

  init() {}

  init(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
    (self.first, self.second, self.third, self.fourth) = (first, second, third, fourth)
  }

  /// The set of one name.
  @inline(__always)
  private init(_ number: Int) {
    let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: number)
    let word = number &>> 6
    first = word == 0 ? bit : 0
    second = word == 1 ? bit : 0
    third = word == 2 ? bit : 0
    fourth = word == 3 ? bit : 0
  }

  /// The four words.
  var words: InlineArray<4, UInt64> { [first, second, third, fourth] }

  /// How many names there can be.
  static let capacity = 256

  @inline(__always)
  mutating func insert(_ number: Int) { formUnion(NameMask(number)) }

  @inline(__always)
  mutating func remove(_ number: Int) { self = subtracting(NameMask(number)) }

  @inline(__always)
  func contains(_ number: Int) -> Bool { meets(NameMask(number)) }

  var isEmpty: Bool { first | second | third | fourth == 0 }

  @inline(__always)
  func meets(_ other: NameMask) -> Bool { !intersection(other).isEmpty }

  /// Whether all names of another set are in this one.
  @inline(__always)
  func holds(_ other: NameMask) -> Bool { other.subtracting(self).isEmpty }

  @inline(__always)
  static func == (left: NameMask, right: NameMask) -> Bool {
    (left.first ^ right.first) | (left.second ^ right.second) | (left.third ^ right.third)
      | (left.fourth ^ right.fourth) == 0
  }

  /// A number in which sets that differ mostly differ.
  @inline(__always)
  var hash: Int {
    let mixed =
      first &+ second &* 0x9E37_79B9_7F4A_7C15 &+ third &* 0xC2B2_AE3D_27D4_EB4F &+ fourth &* 0x1656_67B1_9E37_79F9
    return Int(truncatingIfNeeded: (mixed &* 0x9E37_79B9_7F4A_7C15) >> 40)
  }

  @inline(__always)
  mutating func formUnion(_ other: NameMask) {
    first |= other.first
    second |= other.second
    third |= other.third
    fourth |= other.fourth
  }

  @inline(__always)
  func intersection(_ other: NameMask) -> NameMask {
    NameMask(first & other.first, second & other.second, third & other.third, fourth & other.fourth)
  }

  @inline(__always)
  func subtracting(_ other: NameMask) -> NameMask {
    NameMask(first & ~other.first, second & ~other.second, third & ~other.third, fourth & ~other.fourth)
  }
}

/// A set of names that threads take names out of.
struct AtomicNameMask: ~Copyable, Sendable {
  private let words: InlineArray<4, Atomic<UInt64>>

  init(_ mask: NameMask) {
    let given = mask.words
    words = InlineArray { Atomic(given[$0]) }
  }

  var value: NameMask {
    NameMask(
      words[0].load(ordering: .relaxed), words[1].load(ordering: .relaxed), words[2].load(ordering: .relaxed),
      words[3].load(ordering: .relaxed))
  }

  /// Takes names out, and returns what is left.
  func subtract(_ mask: NameMask) -> NameMask {
    let taken = mask.words
    for index in 0..<4 { words[index].bitwiseAnd(~taken[index], ordering: .relaxed) }
    return value
  }
}
