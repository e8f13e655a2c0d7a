import Synchronization

/// Whether a run is to end before its time. Any thread may ask for that; the run looks once a batch.
package final class Cancellation: Sendable {
  private let flag = Atomic(false)

  package init() {}

  /// Asks the run to end.
  package func cancel() { flag.store(true, ordering: .releasing) }

  /// Whether the run is to end.
  package var isCancelled: Bool { flag.load(ordering: .acquiring) }

  /// - Throws: ``JobCancellation`` when the run is to end.
  package func check() throws {
    if isCancelled { throw JobCancellation() }
  }
}
