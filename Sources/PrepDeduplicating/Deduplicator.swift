// PrepDeduplicating leaves out records that say what others say. What makes two records the same is PrepContents'
// business.

import PrepContents

/// Keeps one record of each content, in the order of the records and in bounded memory.
///
/// Contents are remembered by their digests while memory lasts. Afterwards records that are not known go to the disk,
/// and what is kept of them is decided by sorting at the end. What comes out never depends on the memory.
package final class Deduplicator {
  /// Which of several records that say the same stays.
  package enum Choice: String, Sendable, Hashable, CaseIterable { case first, last }

  private enum Mark { static let open: UInt8 = 0, dropped: UInt8 = 1 }

  private let choice: Choice
  private let table: DigestTable
  private let entries: SortedEntries
  private var spool: RecordSpool?

  /// How many records were left out.
  package private(set) var dropped = 0

  /// - Parameter memory: The most bytes to hold.
  package init(keeping choice: Choice = .first, memory: Int = 64 << 20) {
    self.choice = choice
    // With the last record kept nothing is decided before the end.
    table = DigestTable(memory: choice == .first ? memory * 3 / 4 : 0)
    entries = SortedEntries(memory: memory / 4)
  }

  /// Takes the next record; whether it stays, or nil when only ``conclude(_:)`` can tell.
  package func observe(_ digest: ContentDigest, text: UnsafeRawBufferPointer) throws -> Bool? {
    switch table.insert(digest) {
    case .new: return true
    case .seen:
      dropped += 1
      guard let spool else { return false }
      try spool.append(text, mark: Mark.dropped)
      return nil
    case .full:
      let spool = try spool ?? RecordSpool()
      self.spool = spool
      try entries.append(SortedEntry(digest, number: UInt64(spool.count)))
      try spool.append(text, mark: Mark.open)
      return nil
    }
  }

  /// Gives the records that ``observe(_:text:)`` could not judge, in order, and whether each stays.
  package func conclude(_ body: (UnsafeRawBufferPointer, _ stays: Bool) throws -> Void) throws {
    guard let spool else { return }
    var drops = [UInt64](repeating: 0, count: spool.count / 64 + 1)
    var previous: SortedEntry?
    try entries.forEach { entry in
      defer { previous = entry }
      guard let earlier = previous, earlier.first == entry.first else { return }
      let number = Int(choice == .first ? entry.number : earlier.number)
      drops[number / 64] |= 1 << UInt64(number % 64)
      dropped += 1
    }
    try spool.forEach { text, number, mark in
      try body(text, mark == Mark.open && drops[number / 64] >> UInt64(number % 64) & 1 == 0)
    }
  }
}
