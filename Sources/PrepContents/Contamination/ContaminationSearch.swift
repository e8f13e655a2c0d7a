/// Finds the items of an index of which enough stands in a record, when it is known in how many records each run stands.
///
/// An item whose signature is not in a record cannot have enough of its weight there, so that items are looked at only
/// for runs that tell them from others: what all of them begin with leads to none of them (the prefix filter of
/// Chaudhuri, Ganti and Kaushik, 2006, with weights).
package struct ContaminationSearch: Sendable {
  private let index: EvaluationIndex
  private let score: ContaminationScore
  /// The items by the runs of their signatures: those of run r from `starts[r]` to `starts[r + 1]`.
  private let starts: [Int32]
  private let items: [Int32]

  /// A search with what the scans of all records say.
  ///
  /// - Parameter looksAtAll: Whether every item with a run in a record is looked at, which is the judge of the signatures.
  package init(_ index: EvaluationIndex, _ counts: ContaminationCounts, lookingAtAll looksAtAll: Bool = false) {
    self.index = index
    score = ContaminationScore(index, counts)
    var entries: [(run: Int32, item: Int32)] = []
    for item in index.items.indices {
      for form in EvaluationIndex.Form.allCases {
        let runs = looksAtAll ? index.runs(of: item, form).hashes[...] : score.signature(of: item, form)
        for run in runs { entries.append((run, Int32(item))) }
      }
    }
    var starts = [Int32](repeating: 0, count: index.hashCount + 1)
    for entry in entries { starts[Int(entry.run) + 1] += 1 }
    for run in 0..<index.hashCount { starts[run + 1] += starts[run] }
    var next = starts
    var items = [Int32](repeating: 0, count: entries.count)
    for entry in entries {
      items[Int(next[Int(entry.run)])] = entry.item
      next[Int(entry.run)] += 1
    }
    (self.starts, self.items) = (starts, items)
  }

  /// Whether a run is in the signature of an item, so that the item may stand where the run does.
  func isTelling(_ run: Int32) -> Bool { starts[Int(run)] < starts[Int(run) + 1] }

  /// Calls a closure with each item of which enough stands in a record, in their order, until it says that it has heard
  /// enough.
  package func forEachFound(
    in text: RecordText, _ body: (_ item: Int, ContaminationVerdict, ContaminationWindow) -> Bool
  ) {
    let text = ContaminatedText(text, index)
    var candidates: Set<Int32> = []
    for run in text.positions.keys { candidates.formUnion(items[Int(starts[Int(run)])..<Int(starts[Int(run) + 1])]) }
    for item in candidates.sorted() {
      guard let candidate = text.candidate(of: Int(item)), let (verdict, window) = score.verdict(candidate) else {
        continue
      }
      if !body(Int(item), verdict, window) { return }
    }
  }
}
