import PrepBytes
import PrepDeduplicating

/// Which records are read again, by what is asked of them: pairs that are held against each other, and members of crowds.
struct NearAsked {
  private let order: RankOrder
  /// The pairs, by rank: the one that may stay and the one that may go.
  let pairs: TemporaryStore
  /// The ranks of the members, each once.
  let members: TemporaryStore
  /// The records, by number: a bit each.
  private(set) var wanted: [UInt64]
  private var last: UInt64?

  init(_ order: RankOrder) throws {
    self.order = order
    pairs = try TemporaryStore()
    members = try TemporaryStore()
    wanted = [UInt64](repeating: 0, count: order.count / 64 + 1)
  }

  /// Adds a pair.
  mutating func append(kept: UInt64, dropped: UInt64) throws {
    try withUnsafeBytes(of: (kept, dropped)) { try pairs.write($0) }
    want(kept)
    want(dropped)
  }

  /// Adds a member of a crowd; their ranks rise, and may come more than once.
  mutating func append(member: UInt64) throws {
    if member == last { return }
    last = member
    try withUnsafeBytes(of: member) { try members.write($0) }
    want(member)
  }

  private mutating func want(_ rank: UInt64) {
    let number = order.number(at: Int(rank))
    wanted[number / 64] |= 1 << UInt64(number % 64)
  }
}
