/// Rows by the space they have left: finds the row with the least space that is enough.
///
/// Up to a million tokens a row it is a set of bits over all lengths and takes constant time; beyond that a sorted
/// list.
struct SpaceIndex {
  static let largestDenseBound = 1 << 20

  private let isDense: Bool
  /// The spaces that some row has, and for each the row that came last; each row points to the one before.
  private var spaces: LengthSet
  private var last: [Int32] = []
  private var previous: [Int32] = []
  /// Spaces and rows, sorted; of rows with the same space the last to come is the first.
  private var sorted: [(space: Int, row: Int32)] = []

  /// - Parameter bound: Spaces are 0 … bound.
  init(bound: Int) {
    isDense = bound <= Self.largestDenseBound
    spaces = LengthSet(bound: isDense ? bound : 0)
    if isDense { last = [Int32](repeating: -1, count: bound + 1) }
  }

  mutating func insert(_ row: Int, space: Int) {
    if isDense {
      while previous.count <= row { previous.append(-1) }
      if last[space] < 0 { spaces.insert(space) }
      previous[row] = last[space]
      last[space] = Int32(truncatingIfNeeded: row)
    } else {
      sorted.insert((space, Int32(truncatingIfNeeded: row)), at: position(of: space))
    }
  }

  /// Removes the row with the least space that is at least `space`.
  mutating func take(from space: Int) -> (row: Int, space: Int)? {
    if isDense {
      guard let found = spaces.firstMember(from: space) else { return nil }
      let row = Int(last[found])
      last[found] = previous[row]
      if last[found] < 0 { spaces.remove(found) }
      return (row, found)
    }
    let position = position(of: space)
    guard position < sorted.count else { return nil }
    let found = sorted.remove(at: position)
    return (Int(found.row), found.space)
  }

  /// The first entry with at least that space.
  private func position(of space: Int) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].space < space { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
