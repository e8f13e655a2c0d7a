import PrepBytes

/// Records in which runs of items stand, kept on the disk until it is known how much each run says.
package final class ContaminationSpool {
  private let spool: RecordSpool
  /// In how many records each run stands.
  package private(set) var counts: ContaminationCounts

  package init(_ index: EvaluationIndex) throws {
    spool = try RecordSpool()
    counts = ContaminationCounts(index)
  }

  /// Takes what a scan says of the next record.
  ///
  /// - Parameter text: What comes back with it.
  /// - Returns: Whether the record is kept: some run stands in it.
  @discardableResult
  package func append(_ scan: ContaminationScan, text: UnsafeRawBufferPointer) throws -> Bool {
    counts.add(scan)
    if scan.isEmpty { return false }
    var entry: [UInt8] = []
    entry.reserveCapacity(4 + 4 * scan.seen.count + text.count)
    withUnsafeBytes(of: Int32(scan.seen.count)) { entry += $0 }
    scan.seen.withUnsafeBytes { entry += $0 }
    entry += text
    try entry.withUnsafeBytes { try spool.append($0) }
    return true
  }

  /// Calls a closure with the text of each record that was kept in which an item may stand, and its number among those
  /// that were kept.
  package func forEach(_ search: ContaminationSearch, _ body: (UnsafeRawBufferPointer, Int) throws -> Void) throws {
    try spool.forEach { entry, number, _ in
      // SAFETY: an entry begins with the number of its runs, and has as many numbers of four bytes behind it.
      let count = Int(entry.loadUnaligned(as: Int32.self))
      guard
        // SAFETY: as above.
        (1...count).contains(where: { search.isTelling(entry.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self)) })
      else { return }
      try body(UnsafeRawBufferPointer(rebasing: entry[(4 + 4 * count)...]), number)
    }
  }
}
