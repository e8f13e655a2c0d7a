import PrepContents

/// Deals records out to the parts of a plan.
///
/// A record's part is decided by a hash of what it says, or of its group, and a seed. Equal records, and all of a
/// group, go to one part; so do groups that share a record. The order of the records does not matter. With parts of the
/// whole and no stratum a record's part does not depend on the others either, and is known at once; else records wait
/// on the disk for the end.
package final class Splitter {
  private let plan: SplitPlan
  private let hash: SplitHash
  private let isGrouped: Bool
  private let isStratified: Bool
  private let isExact: Bool
  private let memory: Int
  private let records: SortedEntries
  private var spool: RecordSpool?
  /// The records by content and group, which show where groups share one.
  private let shared: SortedEntries

  /// - Parameters: - isGrouped: Whether the keys have groups. - isStratified: Whether the keys have strata. - isExact:
  ///   Whether parts of the whole get their number of records, rounded by largest remainder. A record that is added can
  ///     then move others; groups are dealt out from the largest to the smallest, each to the part that lacks most.
  ///   - memory: The most bytes to hold, apart from a byte for each record.
  package init(
    plan: SplitPlan, seed: UInt64, isGrouped: Bool = false, isStratified: Bool = false, isExact: Bool = false,
    memory: Int = 64 << 20
  ) {
    self.plan = plan
    hash = SplitHash(seed: seed)
    self.isGrouped = isGrouped
    self.isStratified = isStratified
    self.isExact = isExact
    self.memory = memory
    records = SortedEntries(memory: memory / 3)
    shared = SortedEntries(memory: memory / 3)
  }

  /// Whether every record's part is known at once.
  package var isImmediate: Bool { !isGrouped && !isStratified && !isExact && !plan.countsRecords }

  /// Takes the next record; the number of its part, or nil when only ``conclude(_:)`` can tell.
  package func observe(_ key: ContentKey, text: UnsafeRawBufferPointer) throws -> Int? {
    if isImmediate { return part(at: hash.fraction(key.content)) }
    let spool = try spool ?? RecordSpool()
    self.spool = spool
    let number = UInt64(spool.count)
    try records.append(SortedEntry(key.group ?? key.content, key.stratum ?? Self.nothing, number: number))
    if let group = key.group { try shared.append(SortedEntry(key.content, group, number: 0)) }
    try spool.append(text)
    return nil
  }

  /// Gives the records that ``observe(_:text:)`` could not judge, in order, each with its part.
  ///
  /// - Throws: ``SplitPlanError`` when there are fewer records than the plan counts.
  package func conclude(_ body: (UnsafeRawBufferPointer, _ part: Int) throws -> Void) throws {
    guard let spool else {
      if plan.countsRecords { _ = try SplitQuotas(plan, totals: [:], hash: hash) }
      return
    }
    let units = isGrouped ? try joinedGroups() : records
    let parts = try parts(of: units, count: spool.count)
    try spool.forEach { text, number, _ in try body(text, Int(parts[number])) }
  }

  private static let nothing = ContentDigest(high: 0, low: 0)

  /// A number that is smaller for larger units, and by chance among those of one size.
  private static func rank(_ size: Int, _ chance: UInt64) -> UInt64 {
    UInt64(0xFF_FFFF - min(size, 0xFF_FFFF)) << 40 | chance >> 24
  }

  private func part(at position: Double) -> Int { plan.bounds.firstIndex { position < $0 } ?? plan.parts.count - 1 }

  /// The records by what keeps them together: groups that share a content become one.
  private func joinedGroups() throws -> SortedEntries {
    var groups = DisjointGroups()
    var previous: SortedEntry?
    try shared.forEach { entry in
      if let earlier = previous, earlier.first == entry.first, earlier.second != entry.second {
        groups.join(earlier.second, entry.second)
      }
      previous = entry
    }
    guard !groups.isEmpty else { return records }
    let joined = SortedEntries(memory: memory / 3)
    try records.forEach { entry in
      try joined.append(SortedEntry(groups.representative(of: entry.first), entry.second, number: entry.number))
    }
    return joined
  }

  /// The part of each record.
  private func parts(of units: SortedEntries, count: Int) throws -> [UInt8] {
    var parts = [UInt8](repeating: 0, count: count)
    if !isStratified, !isExact, !plan.countsRecords {
      try units.forEach { parts[Int($0.number)] = UInt8(part(at: hash.fraction($0.first))) }
      return parts
    }
    let ranked = SortedEntries(memory: memory / 3)
    var totals: [ContentDigest: Int] = [:]
    try forEachUnit(of: units) { number, unit, stratum, size in
      totals[stratum, default: 0] += size
      let rank = ContentDigest(high: isExact ? Self.rank(size, hash(unit)) : hash(unit), low: UInt64(number))
      try ranked.append(SortedEntry(stratum, rank, number: UInt64(size)))
    }
    var quotas = try SplitQuotas(plan, totals: totals, hash: hash, isExact: isExact)
    var unitParts = [UInt8](repeating: 0, count: ranked.count)
    try ranked.forEach { entry in
      unitParts[Int(entry.second.low)] = UInt8(quotas.take(Int(entry.number), of: entry.first))
    }
    var unit = -1
    var previous: ContentDigest?
    try units.forEach { entry in
      if previous != entry.first { unit += 1 }
      previous = entry.first
      parts[Int(entry.number)] = unitParts[unit]
    }
    return parts
  }

  /// Calls a closure with each unit that stays together: its number, what it is, the stratum most of its records have,
  /// its size.
  private func forEachUnit(
    of units: SortedEntries, _ body: (Int, ContentDigest, ContentDigest, Int) throws -> Void
  ) throws {
    var number = 0
    var current: SortedEntry?
    var size = 0
    var best = (stratum: Self.nothing, size: 0)
    var run = 0
    try units.forEach { entry in
      if let open = current, open.first == entry.first {
        run = open.second == entry.second ? run + 1 : 1
      } else {
        if let open = current {
          try body(number, open.first, best.stratum, size)
          number += 1
        }
        (size, run) = (0, 1)
        best = (entry.second, 0)
      }
      size += 1
      if run > best.size { best = (entry.second, run) }
      current = entry
    }
    if let current { try body(number, current.first, best.stratum, size) }
  }
}
