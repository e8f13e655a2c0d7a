/// Finds sentences in a side, word for word. That all runs of three words of a sentence are there is not enough: they may be
/// of different sentences, one of which says the opposite.
struct SentencePlaces {
  private let words: ArraySlice<TextWord>
  /// The last place of a run of three words by its hash, and before each place the one before; -1 for none.
  private var heads: [Int32]
  private var earlier: [Int32] = []
  private let mask: Int
  /// How many comparisons of words a pair of sides may cost; what needs more is not there.
  private static let mostComparisons = 1 << 22

  init(_ words: ArraySlice<TextWord>) {
    self.words = words
    var size = 64
    while size < words.count * 2 { size *= 2 }
    mask = size - 1
    heads = Array(repeating: -1, count: size)
    guard words.count >= 3 else { return }
    earlier.reserveCapacity(words.count)
    for place in 0..<words.count - 2 {
      let slot = Self.slot(hash(place), hash(place + 1), hash(place + 2)) & mask
      earlier.append(heads[slot])
      heads[slot] = Int32(truncatingIfNeeded: place)
    }
  }

  private func hash(_ place: Int) -> UInt64 { words[words.startIndex + place].hash }

  private static func slot(_ first: UInt64, _ second: UInt64, _ third: UInt64) -> Int {
    Int(truncatingIfNeeded: RunSet.three(first, second, third) >> 24)
  }

  /// Whether each sentence of a side stands here.
  ///
  /// - Parameter hashes: The words of the side, those that are taken for misspelt as they are meant. All runs of three are
  ///   known to be here.
  func haveAll(_ others: ArraySlice<TextWord>, _ hashes: [UInt64]) -> Bool {
    var (start, comparisons) = (0, 0)
    while start < hashes.count {
      var end = start + 1
      while end < hashes.count, !others[others.startIndex + end].begins { end += 1 }
      // Three words are a run, and that is here.
      if end - start > 3, !have(hashes[start..<end], &comparisons) { return false }
      start = end
    }
    return true
  }

  private func have(_ sentence: ArraySlice<UInt64>, _ comparisons: inout Int) -> Bool {
    let start = sentence.startIndex
    var place = Int(heads[Self.slot(sentence[start], sentence[start + 1], sentence[start + 2]) & mask])
    while place >= 0 {
      if place + sentence.count <= words.count {
        var length = 0
        while length < sentence.count, hash(place + length) == sentence[start + length] { length += 1 }
        if length == sentence.count { return true }
        comparisons += length + 1
        if comparisons > Self.mostComparisons { return false }
      }
      place = Int(earlier[place])
    }
    return false
  }
}
