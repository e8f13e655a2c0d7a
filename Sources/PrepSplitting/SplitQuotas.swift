import PrepContents
import PrepDiagnostics

/// What is left for each part, stratum by stratum, while units are dealt out in the order of their hashes.
struct SplitQuotas {
  private struct Stratum {
    /// Parts of the whole: how many records have been dealt, and where the parts end.
    var dealt = 0
    var ends: [Int] = []
    /// Numbers of records: what each part still wants; the rest has none.
    var wanted: [Int] = []
  }

  private var strata: [ContentDigest: Stratum] = [:]
  private let countsRecords: Bool
  private let isExact: Bool
  private let rest: Int

  /// - Parameters:
  ///   - totals: The records of each stratum.
  ///   - isExact: Whether parts of the whole get their number of records, rounded by largest remainder.
  /// - Throws: ``SplitPlanError`` when there are fewer records than the plan counts.
  init(_ plan: SplitPlan, totals: [ContentDigest: Int], hash: SplitHash, isExact: Bool = false) throws(SplitPlanError) {
    countsRecords = plan.countsRecords || isExact
    self.isExact = isExact
    rest = plan.parts.firstIndex { $0.share == .rest } ?? 0
    if countsRecords {
      try share(isExact ? plan.counted(of: totals.values.reduce(0, +)) : plan, totals, hash)
      return
    }
    for (stratum, total) in totals {
      // Cut where the parts end, all shifted by one chance of the stratum's own: every part is at most one record off,
      // no other stratum matters, and over many small strata the shares come out right.
      let shift = hash.fraction(ContentDigest(high: stratum.low, low: stratum.high))
      let ends = plan.bounds.map { $0 >= 1 ? total : min(total, Int(($0 * Double(total) + shift).rounded(.down))) }
      strata[stratum] = Stratum(ends: ends)
    }
  }

  /// The part that the next unit of a stratum goes to.
  mutating func take(_ size: Int, of stratum: ContentDigest) -> Int {
    guard countsRecords else {
      let dealt = strata[stratum]?.dealt ?? 0
      strata[stratum]?.dealt += size
      let ends = strata[stratum]?.ends ?? []
      return ends.firstIndex { dealt < $0 } ?? max(0, ends.count - 1)
    }
    guard let wanted = strata[stratum]?.wanted else { return rest }
    if isExact {
      // The part that lacks most takes the unit, so that no part stays empty while there are units left.
      let part = wanted.indices.max { wanted[$0] < wanted[$1] || (wanted[$0] == wanted[$1] && $0 > $1) } ?? rest
      strata[stratum]?.wanted[part] -= size
      return part
    }
    guard let part = wanted.firstIndex(where: { $0 >= size && $0 > 0 }) else { return rest }
    strata[stratum]?.wanted[part] -= size
    return part
  }

  /// Shares the numbers of the parts out among the strata by their sizes: the largest remainders get the records that
  /// are left over.
  private mutating func share(_ plan: SplitPlan, _ totals: [ContentDigest: Int], _ hash: SplitHash)
    throws(SplitPlanError)
  {
    let order = totals.keys.sorted { ($0.high, $0.low) < ($1.high, $1.low) }
    var left = totals
    for stratum in order { strata[stratum] = Stratum(wanted: Array(repeating: 0, count: plan.parts.count)) }
    for (index, part) in plan.parts.enumerated() {
      guard case .count(let wanted) = part.share else { continue }
      let all = left.values.reduce(0, +)
      guard wanted <= all else {
        throw SplitPlanError(
          message: "the part '\(part.name)' wants \(Counted(wanted, "record")), and only \(all) are left")
      }
      guard wanted > 0 else { continue }
      var remainders: [(remainder: Int, chance: UInt64, stratum: ContentDigest)] = []
      var given = 0
      for stratum in order {
        let (quota, remainder) = all.dividingFullWidth(wanted.multipliedFullWidth(by: left[stratum] ?? 0))
        strata[stratum]?.wanted[index] = quota
        left[stratum]? -= quota
        given += quota
        remainders.append((remainder, hash(stratum), stratum))
      }
      remainders.sort { ($1.remainder, $0.chance) < ($0.remainder, $1.chance) }
      for (_, _, stratum) in remainders.prefix(wanted - given) where (left[stratum] ?? 0) > 0 {
        strata[stratum]?.wanted[index] += 1
        left[stratum]? -= 1
      }
    }
  }
}
