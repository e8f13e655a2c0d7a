import PrepBytes
import PrepContents

/// The signatures of records by their numbers, wherever they are.
package protocol NearSignatureSource: AnyObject {
  /// What the records were signed for.
  var rule: NearRule { get }
  /// How many bands there are.
  var bandCount: Int { get }
  /// How many records there are.
  var count: Int { get }
  /// How many of them, the first ones, are only compared with.
  var references: Int { get }
  /// Calls a closure with the keys of a band that lie in a range, and whose they are.
  func forEachKey(of band: Int, in range: ClosedRange<UInt64>, _ body: (UInt64, _ number: Int) throws -> Void) throws
  /// Calls a closure with the digest of each record, in order of their numbers.
  func forEachDigest(_ body: (ContentDigest, _ number: Int) throws -> Void) throws
  /// The key of a record in a band.
  func key(of band: Int, _ number: Int) throws -> UInt64
  /// The key of a record over all values of its sketch.
  func whole(_ number: Int) throws -> UInt64
}

extension NearSignatureSource {
  /// In how many bands two records have the same key.
  package func commonBands(_ left: Int, _ right: Int) throws -> Int {
    var common = 0
    for band in 0..<bandCount where try key(of: band, left) == key(of: band, right) { common += 1 }
    return common
  }
}

/// The signatures of all records by their numbers, on the disk: a column for each band, so that each is read in one go.
package final class NearSignatures: NearSignatureSource {
  /// What the records were signed for.
  package let rule: NearRule
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
      try ranks.append(RankOrder.entry(signature.rank, count, isReversed: isReversed && !isReference))
    }
    count += 1
    if isReference { references += 1 }
  }

  /// The order of the records by rank.
  ///
  /// - Parameter memory: The most bytes to hold.
  package func order(memory: Int) throws -> RankOrder {
    try areRanked ? RankOrder(ranks) : RankOrder(count: count)
  }

  /// Calls a closure with the keys of a band that lie in a range, in order of the records' numbers.
  package func forEachKey(
    of band: Int, in range: ClosedRange<UInt64>, _ body: (UInt64, _ number: Int) throws -> Void
  ) throws {
    var reader = TemporaryReader(columns[band])
    var key: UInt64 = 0
    for number in 0..<count {
      guard try withUnsafeMutableBytes(of: &key, { try reader.read(exactly: $0) }) else { return }
      if range.contains(key) { try body(key, number) }
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

  /// What a record is sorted by: its rank, and of equal ones the first number counts, or the last.
  package static func entry(_ rank: NearRank, _ number: Int, isReversed: Bool) -> SortedEntry {
    rank.entry(number: isReversed ? ~UInt64(number) : UInt64(number))
  }

  /// The order of entries as ``entry(_:_:isReversed:)`` makes them.
  package convenience init(_ entries: SortedEntries) throws {
    var numbers: [UInt32] = []
    numbers.reserveCapacity(entries.count)
    try entries.forEach { entry in
      numbers.append(UInt32(truncatingIfNeeded: entry.number >> 63 == 1 ? ~entry.number : entry.number))
    }
    self.init(sorted: numbers)
  }

  /// Records whose ranks are their numbers.
  package init(count: Int) {
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
