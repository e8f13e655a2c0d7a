import PrepSystem
import Synchronization

/// The temporaries this process has open, so that whoever handles a signal can remove them.
public enum TemporaryFiles {
  private struct State {
    /// By their paths, what a fault of the process knows them by.
    var files: [String: FaultCleanup.Entry] = [:]
    /// Whether the process ends, so that no more may come into being.
    var isEnding = false
  }

  private static let state = Mutex(State())

  /// Creates a temporary and knows of it from then on. Does not return once the process ends.
  static func create(_ path: String, permissions: UInt32) throws(SystemError) -> Descriptor {
    let created = try state.withLock { state throws(SystemError) -> Descriptor? in
      if state.isEnding { return nil }
      let made = try Descriptor(opening: path, for: .creating(permissions: permissions))
      state.files[path] = FaultCleanup.add(path)
      return made
    }
    if let created { return created }
    ThisProcess.sleepForGood()
  }

  /// Forgets a temporary that has its name or is removed.
  static func remove(_ path: String) {
    state.withLock { state in
      if let entry = state.files.removeValue(forKey: path) { FaultCleanup.remove(entry) }
    }
  }

  /// Removes every temporary that is open. Not for a signal handler itself: it takes a lock.
  public static func removeAll() { state.withLock { $0.files.keys.forEach { _ = try? FileNames.remove($0) } } }

  /// As ``removeAll()``, in a process that ends next: threads that go on meanwhile create no more.
  public static func removeAllForGood() {
    state.withLock {
      $0.isEnding = true
      $0.files.keys.forEach { _ = try? FileNames.remove($0) }
    }
  }
}
