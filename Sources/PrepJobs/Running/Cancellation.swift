import Synchronization

/// Whether a run is to end before its time. Any thread may ask for that; the run looks once a batch.
public final class Cancellation: Sendable {
  private let flag = Atomic(false)

  /// The defaults.
  public init() {}

  /// Asks the run to end.
  public func cancel() { flag.store(true, ordering: .releasing) }

  /// Whether the run is to end.
  public var isCancelled: Bool { flag.load(ordering: .acquiring) }

  /// - Throws: ``JobCancellation`` when the run is to end.
  public func check() throws {
    if isCancelled { throw JobCancellation() }
  }
}
