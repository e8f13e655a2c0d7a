#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A lock with two conditions: there is work, there is a result.
final class Monitor: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let work = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let result = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
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

  func withLock<Value>(_ body: () throws -> Value) rethrows -> Value {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }

  func waitForWork() { pthread_cond_wait(work, mutex) }

  func waitForResult() { pthread_cond_wait(result, mutex) }

  func signalWork() { pthread_cond_signal(work) }

  func signalAllWork() { pthread_cond_broadcast(work) }

  func signalResult() { pthread_cond_signal(result) }

  func signalAllResults() { pthread_cond_broadcast(result) }
}
