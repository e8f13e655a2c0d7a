/// Decides whether a record has nothing that another one has not: the rule *covered*.
///
/// Side by side, each sentence of the one stands in the other, word for word; one of fewer than five words behind the same
/// word. (Runs of three words tell what cannot; sentences that are pieced together from runs of others are then refused.) Sides of fewer than twenty words are equal, word by word. What is asked has
/// to be so both ways, what is answered one way. A word that the other does not know may be a misspelling of one that
/// stands there.
package final class CoverIndex {
  /// A side of fewer words than this has to be equal.
  package static let leastWords = 20
  /// A sentence of fewer words has to stand behind the same word.
  static let shortSentence = 5

  package let sides: WordSides
  /// The runs of each side, made when they are first asked for.
  private var runs: [RunSet?]

  /// - Parameter sides: What the record says.
  package init(_ sides: WordSides) {
    self.sides = sides
    runs = Array(repeating: nil, count: sides.sides.count)
  }

  /// About how many bytes it takes with its runs.
  package var size: Int { sides.text.count + sides.words.count * 80 + 256 }

  private func runs(of index: Int) -> RunSet {
    if let made = runs[index] { return made }
    let made = RunSet(sides.words[sides.sides[index].range])
    runs[index] = made
    return made
  }

  /// Words of the dropped record that are taken for misspellings, and those of the kept one that they are taken for.
  package struct Covering: Sendable, Hashable {
    package var respelt: [Respelling] = []
  }

  /// A word and the one that it is taken for, in normal form.
  package struct Respelling: Sendable, Hashable {
    package var word: [UInt8]
    package var meant: [UInt8]

    package init(word: [UInt8], meant: [UInt8]) {
      self.word = word
      self.meant = meant
    }
  }

  /// How this record covers another one; nil where it does not.
  package func covers(_ other: CoverIndex) -> Covering? {
    guard sides.exact == other.sides.exact, sides.sides.count == other.sides.sides.count else { return nil }
    // What is decided without looking at runs first.
    for (own, others) in zip(sides.sides, other.sides.sides) {
      guard own.kind == others.kind else { return nil }
      let isShort = own.wordCount < Self.leastWords || others.wordCount < Self.leastWords
      let mustBeEqual = own.kind == .asked ? isShort : others.wordCount < Self.leastWords
      if mustBeEqual, !Self.areEqual(sides.words[own.range], other.sides.words[others.range]) { return nil }
    }
    var covering = Covering()
    for (index, (own, others)) in zip(sides.sides, other.sides.sides).enumerated()
    where others.wordCount >= Self.leastWords && own.wordCount >= Self.leastWords {
      guard
        SideCover(sides, own.range, runs(of: index)).covers(other.sides, others.range, &covering)
      else { return nil }
      var back = Covering()
      if own.kind == .asked,
        !SideCover(other.sides, others.range, other.runs(of: index)).covers(sides, own.range, &back)
      {
        return nil
      }
    }
    // A side of many words that is covered by one of few: they would be equal.
    for (own, others) in zip(sides.sides, other.sides.sides)
    where others.wordCount >= Self.leastWords && own.wordCount < Self.leastWords { return nil }
    return covering
  }

  private static func areEqual(_ left: ArraySlice<TextWord>, _ right: ArraySlice<TextWord>) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { $0.hash == $1.hash }
  }
}

/// The words of a side and its runs of two and three, as a set.
struct RunSet: Sendable {
  private var slots: [UInt64] = []
  private var mask = 0

  init() {}

  init(_ words: ArraySlice<TextWord>) {
    var size = 64
    while size < words.count * 6 { size *= 2 }
    slots = [UInt64](repeating: 0, count: size)
    mask = size - 1
    var (before, last) = (UInt64(0), UInt64(0))
    for (index, word) in words.enumerated() {
      insert(Self.one(word.hash))
      if index >= 1 { insert(Self.two(last, word.hash)) }
      if index >= 2 { insert(Self.three(before, last, word.hash)) }
      (before, last) = (last, word.hash)
    }
  }

  static func one(_ word: UInt64) -> UInt64 { word | 1 }

  static func two(_ first: UInt64, _ second: UInt64) -> UInt64 {
    ((first &* 0x9FB2_1C65_1E98_DF25 ^ second) &* 0xD6E8_FEB8_6659_FD93) | 1
  }

  static func three(_ first: UInt64, _ second: UInt64, _ third: UInt64) -> UInt64 {
    let hash = (first &* 0x9FB2_1C65_1E98_DF25 ^ second) &* 0xA076_1D64_78BD_642F
    return ((hash ^ hash >> 29 ^ third) &* 0xE703_7ED1_A0B4_28DB) | 1
  }

  @inline(__always)
  private func place(of key: UInt64) -> Int {
    var place = Int(truncatingIfNeeded: key >> 24) & mask
    while slots[place] != 0, slots[place] != key { place = (place + 1) & mask }
    return place
  }

  private mutating func insert(_ key: UInt64) { slots[place(of: key)] = key }

  /// Whether a word or run is there, by ``one(_:)``, ``two(_:_:)`` or ``three(_:_:_:)``.
  @inline(__always)
  func contains(_ key: UInt64) -> Bool { !slots.isEmpty && slots[place(of: key)] == key }
}
