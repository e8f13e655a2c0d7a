/// A set of row lengths, with the smallest one at or above a length in constant time: words of bits, three levels of
/// them.
struct LengthSet {
  private var levels: [[UInt64]] = []

  /// - Parameter bound: Lengths are 0 … bound.
  init(bound: Int) {
    var count = bound + 1
    repeat {
      count = (count + 63) / 64
      levels.append([UInt64](repeating: 0, count: count))
    } while count > 1
  }

  mutating func insert(_ length: Int) {
    var index = length
    for level in levels.indices {
      levels[level][index >> 6] |= 1 << UInt64(index & 63)
      index >>= 6
    }
  }

  mutating func remove(_ length: Int) {
    var index = length
    for level in levels.indices {
      levels[level][index >> 6] &= ~(1 << UInt64(index & 63))
      if levels[level][index >> 6] != 0 { return }
      index >>= 6
    }
  }

  /// The smallest member that is at least `length`.
  func firstMember(from length: Int) -> Int? {
    var index = length
    for level in levels.indices {
      guard index >> 6 < levels[level].count else { return nil }
      let word = levels[level][index >> 6] & ~0 << UInt64(index & 63)
      if word != 0 {
        var found = index & ~63 | word.trailingZeroBitCount
        for below in (0..<level).reversed() { found = found << 6 | levels[below][found].trailingZeroBitCount }
        return found
      }
      index = (index >> 6) + 1
    }
    return nil
  }
}
