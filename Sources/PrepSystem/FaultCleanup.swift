import CKernels

/// What is left to do when the process is ended by a fault: of itself, of the runtime, or of the system that gives no more
/// memory to the runtime, which then traps.
package enum FaultCleanup {
  /// A file that a fault removes.
  package struct Entry: Sendable {
    fileprivate let place: CInt
  }

  /// Has a fault remove the files that are known, and end the process as it would have; where no memory was left, with
  /// words on the standard error and a status instead. Call once, before any thread is started.
  package static func install(withoutMemory words: String, status: Int32) {
    let count = words.utf8.count
    words.withCString { prep_crash_install($0, count, status) }
  }

  /// Knows of a file from now on. Of more than a few hundred at once the rest is left behind by a fault.
  package static func add(_ path: String) -> Entry {
    Entry(place: (try? PathText.withName(path) { prep_crash_add($0) }) ?? -1)
  }

  /// Forgets a file.
  package static func remove(_ entry: Entry) { prep_crash_remove(entry.place) }
}
