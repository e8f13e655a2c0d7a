#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// A lock with two conditions: there is work, there is a result.
///
/// It is public and inlinable because `withLock` is generic, and the compiler makes nothing of a package generic
/// outside of its module.
///
/// SAFETY of `@unchecked Sendable`: the lock and the conditions lie where they were made until nobody holds the object.
public final class Monitor: @unchecked Sendable {
  @usableFromInline let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  @usableFromInline let work = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  @usableFromInline let result = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  public init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(work, nil)
    pthread_cond_init(result, nil)
  }

  deinit {
    pthread_cond_destroy(work)
    pthread_cond_destroy(result)
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
    work.deallocate()
    result.deallocate()
  }

  /// Runs a closure while no other thread does with this monitor.
  @inlinable
  public func withLock<Value>(_ body: () throws -> Value) rethrows -> Value {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }

  /// Waits for work, with the lock open meanwhile; it may return without any. Inside of `withLock` only, as the other
  /// one.
  public func waitForWork() { pthread_cond_wait(work, mutex) }

  /// Waits for a result.
  public func waitForResult() { pthread_cond_wait(result, mutex) }

  /// Wakes one thread that waits for work.
  public func signalWork() { pthread_cond_signal(work) }

  /// Wakes all threads that wait for work.
  public func signalAllWork() { pthread_cond_broadcast(work) }

  /// Wakes one thread that waits for a result.
  public func signalResult() { pthread_cond_signal(result) }

  /// Wakes all threads that wait for a result.
  public func signalAllResults() { pthread_cond_broadcast(result) }
}
