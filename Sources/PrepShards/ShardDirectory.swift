import PrepBytes
import PrepSystem
import PrepTokens

/// The directory a shard set is written into, held against other runs.
struct ShardDirectory: ShardPlace {
  /// The file with the names of labels by their numbers.
  static let labelsFile = "id2label.json"
  let committed: ShardIndex?
  let path: String
  private let lock: DirectoryLock

  /// Makes the directory, or sees that it is empty or may be resumed.
  ///
  /// - Throws: ``IOFailure``: `cannotCreate`, or `interrupted` when another run is writing there.
  init(path: String, parent: String, resumes: Bool) throws {
    for directory in [parent, path] {
      do { try FileNames.makeDirectory(directory) } catch { throw IOFailure.cannotCreate(directory, error) }
    }
    self.path = path
    lock = try DirectoryLock(path)
    for name in try Self.names(in: path, failure: IOFailure.cannotCreate) {
      if name.hasPrefix("."), name.hasSuffix(".part") {
        // What a killed run left; no other run is alive here.
        if resumes, lock.isHeld { _ = try? FileNames.remove(path + "/" + name) }
        continue
      }
      if !resumes {
        throw IOFailure(
          .cannotCreate, "directory is not empty; choose another, or use --resume to finish an interrupted run",
          path: path)
      }
    }
    var found: ShardIndex?
    if resumes, FileNames.exists(path + "/" + ShardIndex.fileName) { found = try ShardIndex(directory: path) }
    committed = found
  }

  func earlier() -> [String] { [path] }

  func finishedByAnother(_ empty: ShardIndex, _ entries: [ShardEntry]) -> ShardIndex? { nil }

  func leave() {}

  /// Makes the set complete. Shards that an interrupted run wrote from something else are removed.
  func commit(_ index: ShardIndex) throws {
    if let committed, committed.datasetID != index.datasetID {
      throw IOFailure(
        .cannotCreate, "holds a finished dataset with other contents; choose another directory", path: path)
    }
    try Self.removeShards(of: path, besides: index)
    try Self.write(index, to: path)
    _ = try? FileNames.remove(path + "/" + ShardJournal.fileName)
  }

  /// Removes shards that an index does not name: an interrupted run wrote them from something else.
  static func removeShards(of path: String, besides index: ShardIndex) throws {
    let names = Set(index.shards.map(\.stored.name))
    for name in try Self.names(in: path, failure: IOFailure.cannotCreate)
    where name.hasPrefix("shard.") && !names.contains(name) {
      if name.hasSuffix(".mds") || name.hasSuffix(".mds.zstd") { _ = try? FileNames.remove(path + "/" + name) }
    }
  }

  /// Writes the manifest, then the index.
  static func write(_ index: ShardIndex, to path: String) throws {
    var contents = [(ShardManifest.fileName, ShardManifest(index).file), (ShardIndex.fileName, index.json)]
    // What trainers put into the configuration of a model.
    if let names = index.header.labelNames { contents.insert((labelsFile, Array(names.utf8) + [0x0A]), at: 0) }
    let files = try contents.map { name, bytes in
      let file = try AtomicFile(path: path + "/" + name)
      try file.write(bytes)
      return file
    }
    try AtomicFile.finish(files)
    // The name of the directory itself must last as long as what is in it.
    FileNames.synchronizeDirectory(path + "/..")
  }

  /// The names of what a directory holds.
  ///
  /// - Parameter failure: What it is when it cannot be opened.
  static func names(in path: String, failure: (String, SystemError) -> IOFailure = IOFailure.cannotOpen) throws
    -> [String]
  {
    do { return try FileNames.names(in: path) } catch { throw failure(path, error) }
  }
}

/// An advisory lock on a directory for as long as it lives. Where the file system knows no locks, it is not held and
/// nothing fails.
package final class DirectoryLock: Sendable {
  /// Whether it is held.
  package let isHeld: Bool
  private let descriptor: Descriptor

  /// Takes the lock of a directory.
  ///
  /// - Throws: `IOFailure` with code `interrupted` where another run has it, `cannotCreate` where it cannot be opened.
  package init(_ path: String) throws {
    do { descriptor = try Descriptor(opening: path, for: .directory) } catch {
      throw IOFailure.cannotCreate(path, error)
    }
    do {
      try descriptor.lock()
      isHeld = true
    } catch {
      isHeld = false
      guard error == .wouldBlock else { return }
      descriptor.close()
      throw IOFailure(.interrupted, "another run is writing here", path: path)
    }
  }

  deinit { descriptor.close() }
}
