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

/// Collects what the scans of records say, and finds what stands in them when all of them are known: how much a run of
/// words says depends on how many records have it.
package final class Decontaminator {
  package let index: EvaluationIndex
  private let spool: ContaminationSpool
  private var search: ContaminationSearch?

  package init(_ index: EvaluationIndex) throws {
    self.index = index
    spool = try ContaminationSpool(index)
  }

  /// How many records were scanned.
  package var records: Int { spool.counts.records }

  /// Takes the scan of the next record.
  package func append(_ scan: ContaminationScan) throws {
    try withUnsafeBytes(of: UInt64(records)) { _ = try spool.append(scan, text: $0) }
  }

  /// The records in which items may stand, in their order, when all are known.
  package func suspects() throws -> [Int] {
    let search = ContaminationSearch(index, spool.counts)
    self.search = search
    var suspects: [Int] = []
    // SAFETY: what is kept of a record is its number, of eight bytes.
    try spool.forEach(search) { text, _ in suspects.append(Int(text.loadUnaligned(as: UInt64.self))) }
    return suspects
  }

  /// What stands in one of the suspects, in the order of the items. Where an item stands, others with other numbers do not.
  package func hits(in text: RecordText, record: Int) -> [ContaminationHit] {
    var hits: [ContaminationHit] = []
    search?.forEachFound(in: text) { item, verdict, window in
      let isVariant = verdict.kind == .variant
      if isVariant, hits.contains(where: { $0.hides(window) }) { return true }
      let hit = ContaminationHit(record: record, item: item, window: window, verdict: verdict)
      if !isVariant { hits.removeAll { $0.verdict.kind == .variant && hit.hides($0.window) } }
      hits.append(hit)
      return true
    }
    return hits
  }
}
