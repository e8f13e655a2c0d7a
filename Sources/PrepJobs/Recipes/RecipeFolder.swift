import PrepBytes
import PrepRecords
import PrepShards
import PrepSystem

/// The folder of a run: what its steps wrote and counted, until the run has come to its end.
final class RecipeFolder {
  private let path: String
  private let lock: DirectoryLock
  /// What says that the folder is one of ours.
  private static let mark = "prep.work"

  /// Makes the folder, or takes the one of an earlier run.
  ///
  /// - Parameter keeps: Whether what an earlier run left is kept.
  /// - Throws: `IOFailure` with code `cannotCreate` for a folder that is somebody else's, `interrupted` where another run
  ///   is under way in it.
  init(_ path: String, keeps: Bool) throws {
    self.path = path
    do { try FileNames.makeDirectory(path) } catch { throw IOFailure.cannotCreate(path, error) }
    lock = try DirectoryLock(path)
    let names: [String]
    do { names = try FileNames.names(in: path) } catch { throw IOFailure.cannotOpen(path, error) }
    guard names.isEmpty || names.contains(Self.mark) else {
      throw IOFailure(
        .cannotCreate, "is there, and no run made it: name another folder with 'work'", path: path)
    }
    if !keeps { removeContents() }
    let sink = try AtomicFile(path: path + "/" + Self.mark)
    try sink.finish()
  }

  /// Removes what steps wrote.
  private func removeContents() {
    for name in (try? FileNames.names(in: path)) ?? [] where Self.isOurs(name) {
      _ = try? FileNames.remove("\(path)/\(name)")
    }
  }

  /// Removes the folder.
  func remove() {
    removeContents()
    _ = try? FileNames.remove("\(path)/\(Self.mark)")
    FileNames.removeEmptyDirectory(path)
  }

  /// Whether a name is one that runs give: two digits and more, a hyphen.
  private static func isOurs(_ name: String) -> Bool {
    let digits = name.prefix { ("0"..."9").contains($0) }
    return digits.count >= 2 && name.dropFirst(digits.count).hasPrefix("-")
  }

  // MARK: Steps

  /// What a step counted, where it was done with this key.
  func outcome(of step: String, key: String) -> RecipeStepOutcome? {
    guard let bytes = try? JobInput(path: state(step)).open(refusing: false).readAll(limit: 1 << 26),
      let root = try? JSONDocument(bytes).root, (try? root["key"]?.string()) == key, let counts = root["outcome"]
    else { return nil }
    return RecipeStepOutcome(id: step, JobReport(counts))
  }

  /// Keeps what a step counted: it is done then.
  func keep(_ outcome: RecipeStepOutcome, key: String) throws {
    var report = JobReport()
    report["key"] = .text(key)
    report["outcome"] = .object(outcome.report)
    let sink = try AtomicFile(path: state(outcome.id))
    try sink.write(report.json + "\n")
    try sink.finish()
  }

  /// Removes a file in the folder.
  func remove(file: String) { _ = try? FileNames.remove(file) }

  private func state(_ step: String) -> String { "\(path)/\(step).json" }
}
