import PrepBytes
import PrepContents

/// Takes a sample: records by what they say and a seed, so that the same records stay when others come, in the order in
/// which they stand.
package final class Sampler {
  /// What a sampler is told of a record.
  package struct Item: Sendable {
    /// What it says.
    package var content: ContentDigest
    /// Its stratum, where there are strata.
    package var stratum: ContentDigest?
    /// Its weight, from 0 on, where records have weights.
    package var weight: Double
    /// Its size in the unit that is asked for.
    package var size: Int

    package init(content: ContentDigest, stratum: ContentDigest? = nil, weight: Double = 1, size: Int = 1) {
      self.content = content
      self.stratum = stratum
      self.weight = weight
      self.size = size
    }
  }

  private static let nothing = ContentDigest(high: 0, low: 0)

  private let plan: SamplePlan
  private let rank: ContentRank
  private let seed: UInt64
  private let countsRecords: Bool
  private let entries: SortedEntries
  private var spool: RecordSpool?
  private var totals: [ContentDigest: (records: Int, size: Int)] = [:]
  private var bound: RankBound?

  /// What was taken: records, and their sizes.
  package private(set) var taken = (records: 0, size: 0)
  /// What there was.
  package private(set) var seen = (records: 0, size: 0)

  /// - Parameters:
  ///   - countsRecords: Whether every size is 1.
  ///   - memory: The most bytes to hold, apart from a byte for each record.
  package init(_ plan: SamplePlan, seed: UInt64, countsRecords: Bool, memory: Int) {
    self.plan = plan
    self.seed = seed
    self.countsRecords = countsRecords
    rank = ContentRank(seed: seed)
    entries = SortedEntries(memory: memory / 2)
    if case .total(let total) = plan.amount, !plan.isStratified {
      bound = RankBound(total: total, most: memory / 2 / MemoryLayout<RankBound.Item>.stride)
    }
  }

  /// Takes the next record.
  ///
  /// - Returns: Whether it belongs to the sample, or nil where only ``conclude(_:)`` can tell.
  package func observe(_ item: Item, text: UnsafeRawBufferPointer) throws -> Bool? {
    seen.records += 1
    seen.size += item.size
    let key: UInt64
    if plan.isWeighted {
      // What has no weight is never drawn.
      if item.weight <= 0 { return false }
      key = rank.weighted(item.content, weight: item.weight)
    } else {
      key = rank(item.content)
    }
    if case .share(let share) = plan.amount, plan.isImmediate {
      let stays = Double(key >> 11) * 0x1p-53 < share
      if stays { count(item.size) }
      return stays
    }
    if let bound, !bound.admits(key, item.size) { return false }
    let stratum = item.stratum ?? Self.nothing
    totals[stratum, default: (0, 0)].records += 1
    totals[stratum, default: (0, 0)].size += item.size
    let spool = try spool ?? RecordSpool()
    self.spool = spool
    try entries.append(
      SortedEntry(stratum, ContentDigest(high: key, low: UInt64(spool.count)), number: UInt64(item.size)))
    try spool.append(text)
    return nil
  }

  /// Gives the records that ``observe(_:text:)`` could not judge and that belong to the sample, in order, each as often
  /// as it was drawn.
  package func conclude(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    guard let spool else { return }
    let times = try times(spool.count)
    try spool.forEach { text, number, _ in for _ in 0..<times[number] { try body(text) } }
  }

  /// How often each record belongs to the sample.
  private func times(_ count: Int) throws -> [UInt32] {
    var times = [UInt32](repeating: 0, count: count)
    if case .draws(let draws) = plan.amount {
      try draw(draws, of: count, &times)
      return times
    }
    let strata = totals.keys.sorted()
    let wanted = plan.wanted(of: strata.compactMap { totals[$0] }, countsRecords: countsRecords)
    var prefixes: [ContentDigest: NearestPrefix] = [:]
    for (stratum, amount) in zip(strata, wanted) { prefixes[stratum] = NearestPrefix(wanted: amount) }
    let takesRecords = if case .share = plan.amount { true } else { false }
    try entries.forEach { entry in
      let size = Int(entry.number)
      guard prefixes[entry.first]?.take(takesRecords ? 1 : size) ?? false else { return }
      times[Int(entry.second.low)] = 1
      self.count(size)
    }
    return times
  }

  /// Draws among the records in the order of their ranks, which does not depend on where they stand.
  private func draw(_ draws: Int, of count: Int, _ times: inout [UInt32]) throws {
    guard count > 0 else { return }
    var places = (0..<draws).map { number in
      Chance.mixed(seed ^ 0x4452_4157, UInt64(number)).multipliedFullWidth(by: UInt64(count)).high
    }
    places.sort()
    var position = 0
    var place: UInt64 = 0
    try entries.forEach { entry in
      while position < places.count, places[position] == place {
        times[Int(entry.second.low)] += 1
        self.count(Int(entry.number))
        position += 1
      }
      place += 1
    }
  }

  private func count(_ size: Int) {
    taken.records += 1
    taken.size += size
  }
}
