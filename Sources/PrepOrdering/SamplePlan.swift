/// How much of a set a sample is.
package struct SamplePlan: Sendable {
  /// What is asked for.
  package enum Amount: Sendable, Hashable {
    /// This share of the records, from 0 to 1.
    case share(Double)
    /// So much of what sizes count: records, tokens, bytes.
    case total(Int)
    /// So many draws, each among all records.
    case draws(Int)
  }

  /// What of an amount each stratum gives.
  package enum Strata: String, Sendable, Hashable, CaseIterable {
    /// Its share of the whole.
    case proportional
    /// As much as every other one.
    case equal
    /// The amount itself.
    case each
  }

  package var amount: Amount
  package var strata: Strata
  /// Whether there are strata.
  package var isStratified: Bool
  /// Whether records have weights.
  package var isWeighted: Bool

  package init(_ amount: Amount, strata: Strata = .proportional, isStratified: Bool = false, isWeighted: Bool = false) {
    self.amount = amount
    self.strata = strata
    self.isStratified = isStratified
    self.isWeighted = isWeighted
  }

  /// Whether it is known of each record at once whether it is taken.
  package var isImmediate: Bool {
    if case .share = amount { return !isStratified }
    return false
  }

  /// What is wanted of each stratum, in the unit of sizes; of a share, in records.
  ///
  /// Whole numbers are met where records are counted: by largest remainder, of equal ones the earlier stratum.
  ///
  /// - Parameter totals: The records of each stratum, and their sizes.
  func wanted(of totals: [(records: Int, size: Int)], countsRecords: Bool) -> [Double] {
    switch amount {
    case .share(let share): return totals.map { (Double($0.records) * share).rounded() }
    case .draws: return []
    case .total(let total):
      let whole = totals.reduce(0) { $0 + $1.size }
      let exact: [Double] = totals.map { stratum in
        switch strata {
        case .each: Double(total)
        case .equal: Double(total) / Double(totals.count)
        case .proportional: whole == 0 ? 0 : Double(total) * (Double(stratum.size) / Double(whole))
        }
      }
      guard countsRecords, strata != .each else { return exact }
      var counts = exact.map { $0.rounded(.down) }
      let missing = total - Int(counts.reduce(0, +))
      let order = exact.indices.sorted {
        let (one, other) = (exact[$0] - counts[$0], exact[$1] - counts[$1])
        return one == other ? $0 < $1 : one > other
      }
      for index in order.prefix(max(0, missing)) { counts[index] += 1 }
      return counts
    }
  }
}
