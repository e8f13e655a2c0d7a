/// Packs a window of documents row by row: the longest that are left, and at the end of the row the two that fill it
/// best.
///
/// Longest first leaves gaps where all documents are short and alike: those that would fill them are gone when the last
/// rows come. Here each row is closed as tightly as what is left allows, and only the last row pays.
struct ExactFill {
  /// How many first documents are tried for a pair.
  private static let tries = 48

  private let length: Int
  /// The lengths that are left, turned round: the first member from `length - size` on is the longest document of at
  /// most that size.
  private var left: LengthSet
  /// The documents of each length, chained.
  private var first: [Int32]
  private var next: [Int32]

  /// - Parameter sizes: The lengths of the documents, 1 … `length`.
  init(_ sizes: [Int], length: Int) {
    self.length = length
    left = LengthSet(bound: length)
    first = [Int32](repeating: -1, count: length + 1)
    next = [Int32](repeating: -1, count: sizes.count)
    // The first of equals is taken first.
    for index in sizes.indices.reversed() { put(Int32(truncatingIfNeeded: index), sizes[index]) }
  }

  /// The documents of each row; nil as soon as there are more rows than `limit`.
  mutating func rows(limit: Int) -> [[Int]]? {
    var rows: [[Int]] = []
    while let longest = longest(upTo: length) {
      if rows.count == limit { return nil }
      var row: [Int] = []
      var space = length
      var size = longest
      while true {
        if space <= 2 * size, size < space, let pair = bestPair(space) {
          row.append(take(pair.0))
          row.append(take(pair.1))
          space -= pair.0 + pair.1
        } else {
          row.append(take(size))
          space -= size
        }
        guard space > 0, let following = self.longest(upTo: space) else { break }
        size = following
      }
      rows.append(row)
    }
    return rows
  }

  /// The lengths of two documents that leave the least of a space; nil where one alone leaves less.
  private mutating func bestPair(_ space: Int) -> (Int, Int)? {
    var best: (Int, Int)?
    var bestSum = 0
    var candidate = longest(upTo: space)
    bestSum = candidate ?? 0
    for _ in 0..<Self.tries {
      guard let size = candidate, 2 * size > bestSum else { break }
      let document = take(size)
      let other = longest(upTo: space - size)
      put(Int32(truncatingIfNeeded: document), size)
      if let other, size + other > bestSum {
        bestSum = size + other
        best = (size, other)
        if bestSum == space { return best }
      }
      candidate = size > 1 ? longest(upTo: size - 1) : nil
    }
    return best
  }

  private func longest(upTo size: Int) -> Int? { left.firstMember(from: length - size).map { length - $0 } }

  private mutating func put(_ document: Int32, _ size: Int) {
    if first[size] < 0 { left.insert(length - size) }
    next[Int(document)] = first[size]
    first[size] = document
  }

  private mutating func take(_ size: Int) -> Int {
    let document = first[size]
    first[size] = next[Int(document)]
    if first[size] < 0 { left.remove(length - size) }
    return Int(document)
  }
}
