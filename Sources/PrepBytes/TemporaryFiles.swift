import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The temporaries this process has open, so that whoever handles a signal can remove them.
public enum TemporaryFiles {
  private static let paths = Mutex<Set<String>>([])

  static func add(_ path: String) { paths.withLock { _ = $0.insert(path) } }

  static func remove(_ path: String) { paths.withLock { _ = $0.remove(path) } }

  /// Removes every temporary that is open. Not for a signal handler itself: it takes a lock.
  public static func removeAll() { paths.withLock { $0.forEach { unlink($0) } } }
}
