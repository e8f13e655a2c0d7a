/// The merge of a long piece that consists of few runs of equal bytes, such as a million blanks.
///
/// Merging takes the earliest merge first, and of equal ones the leftmost. In a run of one token that is: pair by pair
/// from the left, with one token left over when their number is odd. So a whole run is merged in one step, as long as
/// no pair that comes into being in it would have had to go first; where one would, another way must be taken.
struct RunMerge {
  /// Pieces with more runs are merged in another way.
  private static let mostRuns = 64

  private struct Run {
    var token: Token
    /// Where its first token begins in the piece, and how many bytes each of its tokens has.
    var start: Int
    var length: Int
    var count: Int
    var end: Int { start + length * count }
  }

  private let table: MergeTable
  private let piece: UnsafePointer<UInt8>
  private var runs: [Run] = []

  /// nil for a piece that has too many runs.
  init?(_ table: MergeTable, _ piece: UnsafePointer<UInt8>, _ length: Int) {
    guard !table.marksWordEnds else { return nil }
    self.table = table
    self.piece = piece
    var position = 0
    while position < length {
      let byte = piece[position]
      let token = table.firstTokens[Int(byte)]
      guard runs.count < Self.mostRuns, token != TokenIndex.none else { return nil }
      var end = position + 1
      while end < length, piece[end] == byte { end += 1 }
      runs.append(Run(token: token, start: position, length: 1, count: end - position))
      position = end
    }
  }

  /// Writes the tokens of the piece and returns their number; nil when runs cannot be merged as a whole.
  mutating func run(into output: UnsafeMutablePointer<UInt32>) -> Int? {
    while let (index, isInside, merge) = earliest() {
      if isInside {
        guard mergeRun(index, merge) else { return nil }
      } else {
        mergeNeighbours(index, merge)
      }
      if runs.count > 4 * Self.mostRuns { return nil }
    }
    var count = 0
    for run in runs {
      (output + count).update(repeating: run.token, count: run.count)
      count += run.count
    }
    return count
  }

  /// The earliest merge there is, the leftmost of equal ones: inside a run, or of its last token with the first of the
  /// next run.
  private func earliest() -> (index: Int, isInside: Bool, merge: (rank: UInt32, token: Token))? {
    var best: (index: Int, isInside: Bool, merge: (rank: UInt32, token: Token))?
    func offer(_ index: Int, _ isInside: Bool, _ merge: (rank: UInt32, token: Token)) {
      if merge.rank < best?.merge.rank ?? TokenIndex.none { best = (index, isInside, merge) }
    }
    for (index, run) in runs.enumerated() {
      if run.count > 1 { offer(index, true, merge(run.token, run.token, at: run.start, 2 * run.length)) }
      if index + 1 < runs.count {
        let next = runs[index + 1]
        offer(index, false, merge(run.token, next.token, at: run.end - run.length, run.length + next.length))
      }
    }
    return best
  }

  /// How two neighbours merge whose bytes stand together at a place of the piece.
  private func merge(_ left: Token, _ right: Token, at start: Int, _ length: Int) -> (rank: UInt32, token: Token) {
    guard table.mergesByRank else { return table.merge(left, right) }
    let token = table.index.id(of: UnsafeBufferPointer(start: piece + start, count: length)) ?? TokenIndex.none
    return (token, token)
  }

  /// Merges a run pair by pair; false when a pair that this makes would go before the next one.
  private mutating func mergeRun(_ index: Int, _ made: (rank: UInt32, token: Token)) -> Bool {
    let run = runs[index]
    let pairs = run.count / 2
    let length = 2 * run.length
    if index > 0 {
      let before = runs[index - 1]
      let follows = merge(before.token, made.token, at: run.start - before.length, before.length + length)
      if follows.rank < made.rank { return false }
    }
    if run.count > 2, merge(made.token, run.token, at: run.start, length + run.length).rank < made.rank { return false }
    if pairs > 1, merge(made.token, made.token, at: run.start, 2 * length).rank < made.rank { return false }
    runs[index] = Run(token: made.token, start: run.start, length: length, count: pairs)
    if run.count % 2 == 1 {
      runs.insert(Run(token: run.token, start: run.end - run.length, length: run.length, count: 1), at: index + 1)
    }
    return true
  }

  /// Merges the last token of a run with the first of the next.
  private mutating func mergeNeighbours(_ index: Int, _ made: (rank: UInt32, token: Token)) {
    let left = runs[index]
    let right = runs[index + 1]
    let joined = Run(token: made.token, start: left.end - left.length, length: left.length + right.length, count: 1)
    runs[index].count -= 1
    runs[index + 1].count -= 1
    runs[index + 1].start += right.length
    runs.insert(joined, at: index + 1)
    runs.removeAll { $0.count == 0 }
  }
}
