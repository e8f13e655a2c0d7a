public import Synchronization

/// Objects that are not in use, for threads that each need one for a while: eight places, each taken and filled by one
/// atomic exchange.
///
/// There is no lock, so that a process may fork at any moment: whatever another thread had in its hands is simply not
/// on the shelf of the child.
///
/// It is public, and all of it inlinable, because the compiler makes nothing of a package generic outside of its module.
// SAFETY: each place that is filled holds one retain, which whoever empties it has.
public final class IdleShelf<Object: AnyObject & Sendable>: Sendable {
  @usableFromInline let places: InlineArray<8, Atomic<Unmanaged<Object>?>> = InlineArray { _ in Atomic(nil) }

  /// An empty shelf.
  public init() {}

  deinit { while take() != nil {} }

  /// An object that is then the caller's alone; nil when all are in use.
  @inlinable
  public func take() -> Object? {
    for index in 0..<8 where places[index].load(ordering: .relaxed) != nil {
      // SAFETY: a place holds one retain, and whoever exchanges it for nothing has it.
      if let found = places[index].exchange(nil, ordering: .acquiring) { return found.takeRetainedValue() }
    }
    return nil
  }

  /// Puts an object on the shelf that the caller no longer uses; without a free place it is let go.
  @inlinable
  public func put(_ object: Object) {
    // SAFETY: the retain goes to the place, or is given back.
    let given = Unmanaged.passRetained(object)
    for index in 0..<8 where places[index].load(ordering: .relaxed) == nil {
      if places[index].compareExchange(expected: nil, desired: given, ordering: .releasing).exchanged { return }
    }
    given.release()
  }
}
