public import Synchronization

/// A reference that many threads read and one at a time replaces, without a lock.
///
/// What is replaced is let go once no reader is between reading the address and holding the object; until then it
/// waits. In a child that was forked while another thread stood there, it waits for good.
///
/// It is public, and all of it inlinable, because the compiler makes nothing of a package generic outside of its module.
///
/// SAFETY of `@unchecked Sendable`: the list of what waits is touched only by ``replace(with:)``, which one thread calls
/// at a time; all else is atomic.
public final class SharedReference<Object: AnyObject & Sendable>: @unchecked Sendable {
  @usableFromInline let current: Atomic<Unmanaged<Object>>
  @usableFromInline let readers = Atomic<Int>(0)
  @usableFromInline var waiting: [Unmanaged<Object>] = []

  /// A reference to an object.
  public init(_ object: Object) { current = Atomic(.passRetained(object)) }

  deinit {
    current.load(ordering: .acquiring).release()
    for old in waiting { old.release() }
  }

  /// The object.
  @inlinable
  public func load() -> Object {
    // In one order for all threads: who replaces the address and then sees no reader has none that read the old one.
    readers.wrappingAdd(1, ordering: .sequentiallyConsistent)
    defer { readers.wrappingSubtract(1, ordering: .sequentiallyConsistent) }
    // SAFETY: the address has a retain, which `replace` keeps as long as there is a reader.
    return current.load(ordering: .sequentiallyConsistent).takeUnretainedValue()
  }

  /// Puts another object in its place. One thread calls this at a time.
  @inlinable
  public func replace(with object: Object) {
    waiting.append(current.exchange(.passRetained(object), ordering: .sequentiallyConsistent))
    guard readers.load(ordering: .sequentiallyConsistent) == 0 else { return }
    for old in waiting { old.release() }
    waiting.removeAll()
  }
}
