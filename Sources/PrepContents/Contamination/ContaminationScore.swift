/// In how many records each run of an index stands. Counts of several parts add up.
package struct ContaminationCounts: Sendable {
  /// How many records there are.
  package private(set) var records = 0
  private(set) var runs: [UInt32]

  package init(_ index: EvaluationIndex) { runs = [UInt32](repeating: 0, count: index.hashCount) }

  /// Adds what a scan found.
  package mutating func add(_ scan: ContaminationScan) {
    records += 1
    for run in scan.seen { runs[Int(run)] += 1 }
  }
}

/// What a record has of an item.
package enum ContaminationKind: String, Sendable, Hashable, CaseIterable {
  /// All of a short question, or nearly all of a long one.
  case verbatim
  /// Six tenths and more of a question of more than thirty words.
  case partial
  /// One of these with other numbers.
  case variant
}

/// How much of an item stands in a record.
package struct ContaminationVerdict: Sendable, Hashable {
  package var kind: ContaminationKind
  /// In thousandths of the item's weight.
  package var score: Int
}

/// Weighs the runs of items: the rarer in the items and in the records, the more a run says.
package struct ContaminationScore: Sendable {
  private let index: EvaluationIndex
  /// The weight of each hash, in fixed point.
  private let weights: [UInt64]

  package init(_ index: EvaluationIndex, _ counts: ContaminationCounts) {
    self.index = index
    let items = UInt64(index.items.count)
    weights = index.itemCounts.indices.map { hash in
      Self.logarithm(of: items, above: UInt64(index.itemCounts[hash]))
        * Self.logarithm(of: UInt64(counts.records), above: UInt64(max(1, counts.runs[hash])))
    }
  }

  /// log2(1 + whole / part) with twelve binary places, by integers alone.
  private static func logarithm(of whole: UInt64, above part: UInt64) -> UInt64 {
    logarithm(whole + part) - logarithm(part)
  }

  private static func logarithm(_ value: UInt64) -> UInt64 {
    let exponent = 63 - value.leadingZeroBitCount
    var result = UInt64(exponent) << 12
    // The mantissa from 1 to below 2, with 31 binary places; each squaring gives one more place of the logarithm.
    var mantissa = exponent <= 31 ? value << UInt64(31 - exponent) : value >> UInt64(exponent - 31)
    for place in (0..<12).reversed() {
      mantissa = (mantissa * mantissa) >> 31
      if mantissa >> 32 == 1 {
        result |= 1 << UInt64(place)
        mantissa >>= 1
      }
    }
    return result
  }

  /// What a record has of an item, and where; nil where it is not enough.
  package func verdict(
    _ candidate: ContaminationCandidate
  ) -> (verdict: ContaminationVerdict, window: ContaminationWindow)? {
    if let window = candidate.written, let (share, isWhole) = share(of: candidate.item, .written, window) {
      let kind: ContaminationKind = window.hasNumbers ? (isWhole ? .verbatim : .partial) : .variant
      return (ContaminationVerdict(kind: kind, score: share), window)
    }
    guard let window = candidate.skeleton, let (share, _) = share(of: candidate.item, .skeleton, window) else {
      return nil
    }
    return (ContaminationVerdict(kind: .variant, score: share), window)
  }

  /// How much of an item's weight stands in a window, in thousandths, and whether that is all that is asked of it; nil
  /// where it is not enough.
  private func share(
    of number: Int, _ form: EvaluationIndex.Form, _ window: ContaminationWindow
  ) -> (share: Int, isWhole: Bool)? {
    if index.items[number].question.count < EvaluationItem.leastWords, window.answer == nil { return nil }
    var (found, whole) = (UInt64(0), UInt64(0))
    for (run, hash) in index.runs(of: number, form).hashes.enumerated() {
      let weight = weights[Int(hash)]
      whole += weight
      if window.found[run / 64] >> UInt64(run % 64) & 1 == 1 { found += weight }
    }
    guard whole > 0 else { return nil }
    let (isWhole, isPart) = isEnough(found, of: whole, number)
    return isWhole || isPart ? (Int(UInt128(found) * 1000 / UInt128(whole)), isWhole) : nil
  }

  /// Whether so much of an item's weight is all that is asked of it, or a part that counts.
  private func isEnough(_ found: UInt64, of whole: UInt64, _ item: Int) -> (isWhole: Bool, isPart: Bool) {
    let words = index.items[item].question.count
    // From all of twenty words to eight tenths of fifty, in thirtieths of a thousandth.
    let needed = 30_000 - 200 * UInt64(min(max(words - 20, 0), 30))
    return (
      UInt128(found) * 30_000 >= UInt128(whole) * UInt128(needed),
      words > 30 && UInt128(found) * 10 >= UInt128(whole) * 6
    )
  }

  /// Runs of an item in a form of which one stands in every text that has enough of the item: what is left without them
  /// is too little. They are those that the fewest items have, and as few as will do.
  func signature(of item: Int, _ form: EvaluationIndex.Form) -> ArraySlice<Int32> {
    let value = index.items[item]
    if value.question.count < EvaluationItem.leastWords, value.answers.isEmpty { return [] }
    if form == .skeleton, value.numbers.isEmpty { return [] }
    let runs = index.runs(of: item, form).hashes.sorted {
      (index.itemCounts[Int($0)], weights[Int($1)], $0) < (index.itemCounts[Int($1)], weights[Int($0)], $1)
    }
    let whole = runs.reduce(0) { $0 + weights[Int($1)] }
    var left = whole
    for (count, run) in runs.enumerated() {
      let (isWhole, isPart) = isEnough(left, of: whole, item)
      if !isWhole, !isPart { return runs[..<count] }
      left -= weights[Int(run)]
    }
    return runs[...]
  }
}
