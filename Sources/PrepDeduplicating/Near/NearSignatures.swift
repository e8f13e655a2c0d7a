import PrepBytes
import PrepContents

/// The signatures of all records by their numbers, on the disk: a column for each band, so that each is read in one go.
package final class NearSignatures {
  private let rule: NearRule
  private var columns: [TemporaryStore] = []
  private let wholes: TemporaryStore
  private let digests: TemporaryStore
  private let ranks: SortedEntries

  /// How many bands there are.
  package var bandCount: Int { columns.count }
  /// How many records there are, and how many of them, the first ones, are only compared with.
  package private(set) var count = 0
  package private(set) var references = 0
  /// Whether records are ranked otherwise than by their numbers.
  private let areRanked: Bool
  private let isReversed: Bool

  /// - Parameter memory: The most bytes to hold.
  package init(rule: NearRule, keeping: NearKeeping, memory: Int) throws {
    self.rule = rule
    columns = try (0..<rule.bands.count).map { _ in try TemporaryStore() }
    wholes = try TemporaryStore()
    digests = try TemporaryStore()
    ranks = SortedEntries(memory: memory / 4)
    areRanked = keeping != .first
    isReversed = keeping == .last
  }

  /// Adds the next record; those that are only compared with come first.
  package func append(_ signature: NearSignature, isReference: Bool) throws {
    for (column, key) in zip(columns, signature.keys) { try Self.write(key, to: column) }
    try Self.write(signature.whole, to: wholes)
    try Self.write(signature.digest.high, to: digests)
    try Self.write(signature.digest.low, to: digests)
    if areRanked {
      // Of equal ranks the first number counts, or the last.
      let number = UInt64(count)
      try ranks.append(signature.rank.entry(number: isReversed && !isReference ? ~number : number))
    }
    count += 1
    if isReference { references += 1 }
  }

  /// The order of the records by rank.
  ///
  /// - Parameter memory: The most bytes to hold.
  package func order(memory: Int) throws -> RankOrder {
    guard areRanked else { return RankOrder(count: count) }
    var numbers: [UInt32] = []
    numbers.reserveCapacity(count)
    try ranks.forEach { entry in
      numbers.append(UInt32(truncatingIfNeeded: entry.number >> 63 == 1 ? ~entry.number : entry.number))
    }
    return RankOrder(sorted: numbers)
  }

  /// Calls a closure with the key of each record in a band, in order of their numbers.
  package func forEachKey(of band: Int, _ body: (UInt64, _ number: Int) throws -> Void) throws {
    var reader = TemporaryReader(columns[band])
    var key: UInt64 = 0
    for number in 0..<count {
      guard try withUnsafeMutableBytes(of: &key, { try reader.read(exactly: $0) }) else { return }
      try body(key, number)
    }
  }

  /// Calls a closure with the digest of each record, in order of their numbers.
  package func forEachDigest(_ body: (ContentDigest, _ number: Int) throws -> Void) throws {
    var reader = TemporaryReader(digests)
    var words = (UInt64(0), UInt64(0))
    for number in 0..<count {
      guard try withUnsafeMutableBytes(of: &words, { try reader.read(exactly: $0) }) else { return }
      try body(ContentDigest(high: words.0, low: words.1), number)
    }
  }

  /// The key of a record in a band.
  package func key(of band: Int, _ number: Int) throws -> UInt64 { try Self.read(columns[band], number) }

  /// The key of a record over all values of its sketch.
  package func whole(_ number: Int) throws -> UInt64 { try Self.read(wholes, number) }

  /// In how many bands two records have the same key.
  package func commonBands(_ left: Int, _ right: Int) throws -> Int {
    var common = 0
    for band in columns.indices where try key(of: band, left) == key(of: band, right) { common += 1 }
    return common
  }

  private static func write(_ word: UInt64, to store: TemporaryStore) throws {
    try withUnsafeBytes(of: word) { try store.write($0) }
  }

  private static func read(_ store: TemporaryStore, _ number: Int) throws -> UInt64 {
    var word: UInt64 = 0
    _ = try withUnsafeMutableBytes(of: &word) { try store.read(at: number * 8, into: $0) }
    return word
  }
}

/// The order of records by rank: which rank each has, and which record has a rank.
package final class RankOrder: Sendable {
  /// How many records there are.
  package let count: Int
  /// Empty where the rank is the number.
  private let numbers: [UInt32]
  private let ranks: [UInt32]

  /// Records whose ranks are their numbers.
  init(count: Int) {
    self.count = count
    (numbers, ranks) = ([], [])
  }

  /// Records by their ranks; fewer than 2³² of them.
  init(sorted numbers: [UInt32]) {
    count = numbers.count
    self.numbers = numbers
    var ranks = [UInt32](repeating: 0, count: numbers.count)
    for (rank, number) in numbers.enumerated() { ranks[Int(number)] = UInt32(rank) }
    self.ranks = ranks
  }

  /// The rank of a record.
  package func rank(of number: Int) -> Int { ranks.isEmpty ? number : Int(ranks[number]) }

  /// The record of a rank.
  package func number(at rank: Int) -> Int { numbers.isEmpty ? rank : Int(numbers[rank]) }
}
