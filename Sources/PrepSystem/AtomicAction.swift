import Synchronization

/// A closure that a program sets, and any thread may ask for, without a lock.
// SAFETY: what a place points to is never released.
package final class AtomicAction<Argument>: Sendable {
  private final class Body: Sendable {
    let run: @Sendable (Argument) -> Void
    init(_ run: @escaping @Sendable (Argument) -> Void) { self.run = run }
  }

  private let place = Atomic<Unmanaged<Body>?>(nil)

  /// Nothing.
  package init() {}

  /// Sets what is done. What was set before stays in memory: another thread may be about to call it, and a program sets
  /// few.
  package func set(_ action: (@Sendable (Argument) -> Void)?) {
    // SAFETY: a body that was set is never released.
    place.store(action.map { .passRetained(Body($0)) }, ordering: .releasing)
  }

  /// Does what was set.
  package func run(_ argument: Argument) {
    place.load(ordering: .acquiring)?.takeUnretainedValue().run(argument)
  }
}
