import Foundation
import TestSupport
import Testing

/// A process may fork at any moment, from any thread: what a call of the C interface reaches holds no lock, because a
/// lock that another thread held stays closed in the child for good.
@Suite struct LockTests {
  // SAFETY: an expression is only read.
  /// What makes a thread wait for another.
  private nonisolated(unsafe) static let locks =
    #/\b(Mutex[<(]|NSLock|pthread_mutex_|pthread_rwlock|withLock|DispatchQueue|Monitor\()/#

  /// Files with locks that no other call waits for, and why.
  private static let exceptions = [
    "PrepSystem/Monitor.swift": "a monitor belongs to the threads of one call, none of which a child has",
    "PrepConcurrency/": "the same",
    "PrepRecords/LinePlaces.swift":
      "the lines before a part are counted by the readers of one file, which no call reads",
    "PrepBytes/TemporaryFiles.swift": "no call of the interface creates a file",
    "PrepBytes/StatusLine.swift": "no call of the interface writes to a terminal",
  ]

  @Test("no lock in what a call of the interface reaches") func callsReachNoLock() throws {
    let map = try ModuleMap()
    let steps = try #require(map.modules.firstIndex { $0.name == "PrepTraining" })
    // All nouns, and the one step that is run in memory.
    let reached = map.modules[..<steps].map(\.name) + ["PrepTokenizing", "PrepInterface"]
    #expect(reached.contains("PrepShards") && reached.contains("PrepTemplates"))
    var used: Set<String> = []
    for module in reached {
      for file in try ModuleMap.swiftFiles(below: "Sources/" + module) {
        let text = try String(contentsOf: file, encoding: .utf8)
        let code = text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
        guard let lock = code.firstMatch(of: Self.locks) else { continue }
        if let known = Self.exceptions.keys.first(where: { file.path.contains("/Sources/" + $0) }) {
          used.insert(known)
          continue
        }
        Issue.record("\(module)/\(file.lastPathComponent) has a lock: \(lock.output.0)")
      }
    }
    #expect(used == Set(Self.exceptions.keys), "an exception that no file needs is taken out")
  }
}
