// PrepFolders reads folders that hold data sets as the Hugging Face Hub has them: which configurations and splits there
// are, and which files belong to each. What is in the files is none of its business.

import PrepBytes
import PrepSystem

/// The files in a folder and below.
package struct FolderFiles: Sendable {
  /// The folder, without a slash at the end.
  package let folder: String
  /// The paths of the files from the folder on, in the order of their bytes. Names that begin with a point, and what is
  /// in folders whose names do or begin with two underscores, are left out. Links that lead to nothing are among them.
  package let paths: [String]

  /// - Throws: ``IOFailure`` for a folder that cannot be read.
  package init(_ folder: String) throws {
    var trimmed = folder
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    self.folder = trimmed
    var paths: [String] = []
    var entered: Set<FileIdentity> = []
    try Self.collect(trimmed, "", &entered, into: &paths)
    self.paths = paths.sorted { Self.isBefore($0, $1) }
  }

  /// Files that are named; for tests.
  init(folder: String, paths: [String]) {
    self.folder = folder
    self.paths = paths.sorted { Self.isBefore($0, $1) }
  }

  /// The path of a file.
  package func path(_ name: String) -> String { folder == "/" ? "/" + name : "\(folder)/\(name)" }

  /// Whether there is a file of this name directly in the folder, or a link that leads to none, which is not to be read
  /// over.
  func has(_ name: String) -> Bool {
    if let status = FileStatus.of(path(name)) { return status.kind == .file }
    return paths.contains(name)
  }

  private static func isBefore(_ one: String, _ other: String) -> Bool {
    PathText.bytes(of: one).lexicographicallyPrecedes(PathText.bytes(of: other))
  }

  private static func collect(
    _ folder: String, _ prefix: String, _ entered: inout Set<FileIdentity>, into paths: inout [String]
  ) throws {
    // A link may lead back to where it stands.
    guard let identity = FileIdentity.of(folder), entered.insert(identity).inserted else { return }
    let names: [String]
    do { names = try FileNames.names(in: folder) } catch { throw IOFailure.cannotOpen(folder, error) }
    for name in names where !name.hasPrefix(".") {
      let path = folder == "/" ? "/" + name : "\(folder)/\(name)"
      switch FileStatus.of(path)?.kind {
      case .directory where !name.hasPrefix("__"): try collect(path, prefix + name + "/", &entered, into: &paths)
      // Where a link leads to nothing, whoever reads it says so: a blob of a cache is gone, and with it rows.
      case .file, nil: paths.append(prefix + name)
      default: break
      }
    }
  }
}
