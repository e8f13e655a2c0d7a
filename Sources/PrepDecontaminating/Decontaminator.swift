// PrepDecontaminating finds what stands in evaluations in other records, and says what becomes of these. How texts are
// compared is PrepContents' business.

import PrepContents

/// What a record has of evaluations.
package struct ContaminationHit: Sendable {
  /// The record, counted from 0.
  package var record: Int
  /// The number of the item.
  package var item: Int
  /// Where it stands.
  package var window: ContaminationWindow
  package var verdict: ContaminationVerdict

  /// Whether it is what stands in a window in which another item seems to.
  func hides(_ other: ContaminationWindow) -> Bool {
    verdict.kind != .variant && window.place.overlaps(other.place)
  }
}

/// Collects what the scans of records say, and decides when all of them are known: how much a run of words says depends on
/// how many records have it.
package struct Decontaminator {
  package let index: EvaluationIndex
  private var counts: ContaminationCounts
  private var candidates: [(record: Int, candidate: ContaminationCandidate)] = []

  package init(_ index: EvaluationIndex) {
    self.index = index
    counts = ContaminationCounts(index)
  }

  /// How many records were scanned.
  package var records: Int { counts.records }

  /// Takes the scan of the next record.
  package mutating func append(_ scan: ContaminationScan) {
    for candidate in scan.candidates { candidates.append((counts.records, candidate)) }
    counts.add(scan)
  }

  /// What was found, in order of the records and of the items. Where an item stands, others with other numbers do not.
  package func hits() -> [ContaminationHit] {
    let score = ContaminationScore(index, counts)
    var hits: [ContaminationHit] = []
    var start = 0
    for (record, candidate) in candidates {
      if hits.last?.record != record { start = hits.count }
      guard let (verdict, window) = score.verdict(candidate) else { continue }
      let isVariant = verdict.kind == .variant
      if isVariant, hits[start...].contains(where: { $0.hides(window) }) { continue }
      let hit = ContaminationHit(record: record, item: candidate.item, window: window, verdict: verdict)
      if !isVariant {
        let shown = hits[start...].filter { $0.verdict.kind != .variant || !hit.hides($0.window) }
        hits.replaceSubrange(start..., with: shown)
      }
      hits.append(hit)
    }
    return hits
  }
}
