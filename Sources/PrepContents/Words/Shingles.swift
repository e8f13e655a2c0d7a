/// Runs of words, by their hashes: a polynomial of the words' hashes.
package struct Shingles {
  /// How many words a run has. A text of fewer is one run.
  package static let length = 5

  private static let factor: UInt64 = 0x9FB2_1C65_1E98_DF25
  private static let last = factor &* factor &* factor &* factor &* factor

  /// Calls a closure with the hash of each run of so many words in order; signs are passed over.
  @inline(__always)
  package static func forEach(
    in words: some Sequence<TextWord>, length: Int = Shingles.length, _ body: (UInt64) -> Void
  ) {
    if length == Shingles.length { return forEachOfFive(in: words, body) }
    var window: [UInt64] = []
    for word in words where !word.isSign {
      window.append(word.hash)
      guard window.count >= length else { continue }
      var hash: UInt64 = 0
      for word in window.suffix(length) { hash = hash &* factor &+ word }
      body(finished(hash))
      if window.count > 4096 { window.removeFirst(window.count - length + 1) }
    }
  }

  @inline(__always)
  private static func forEachOfFive(in words: some Sequence<TextWord>, _ body: (UInt64) -> Void) {
    var window = (UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0))
    var hash: UInt64 = 0
    var count = 0
    for word in words where !word.isSign {
      hash = hash &* factor &+ word.hash &- window.0 &* last
      window = (window.1, window.2, window.3, window.4, word.hash)
      count += 1
      if count >= length { body(finished(hash)) }
    }
    if count > 0, count < length { body(finished(hash)) }
  }

  @inline(__always)
  private static func finished(_ hash: UInt64) -> UInt64 { (hash ^ hash >> 32) &* 0xD6E8_FEB8_6659_FD93 }

  /// The different runs of a text in order of their hashes.
  package static func sorted(of words: some Sequence<TextWord>) -> [UInt64] {
    var runs: [UInt64] = []
    forEach(in: words) { runs.append($0) }
    runs.sort()
    var kept = 0
    for index in runs.indices where index == 0 || runs[index] != runs[index - 1] {
      runs[kept] = runs[index]
      kept += 1
    }
    runs.removeLast(runs.count - kept)
    return runs
  }

  /// How many runs two lists as ``sorted(of:)`` gives them have in common.
  package static func shared(_ left: [UInt64], _ right: [UInt64]) -> Int {
    var (i, j, shared) = (0, 0, 0)
    while i < left.count, j < right.count {
      if left[i] == right[j] {
        shared += 1
        i += 1
        j += 1
      } else if left[i] < right[j] {
        i += 1
      } else {
        j += 1
      }
    }
    return shared
  }
}
