import PrepBytes
import PrepSystem

/// One attempt at a part of a job, in a directory of its own beside the part: it is renamed to the part when it is
/// complete.
///
/// No lock is held and no clock is read. Attempts at one part may run side by side, be stopped for hours, or die: the
/// first that is complete has its directory renamed, the others find the part and are dropped. It needs of the file
/// system that a directory is renamed in one step, and never onto one that holds something (POSIX, `rename`).
struct ShardAttempt: ShardPlace {
  let committed: ShardIndex?
  let path: String
  private let target: String
  private let parent: String

  /// Finds the part complete, or makes a directory for an attempt at it.
  ///
  /// - Parameters:
  ///   - target: The directory of the part.
  ///   - parent: The directory of the job.
  /// - Throws: ``IOFailure``: `cannotCreate`, also where the part's directory holds something that is not complete;
  ///   `damaged` for an index that was changed.
  init(target: String, parent: String) throws {
    do { try FileNames.makeDirectory(parent) } catch { throw IOFailure.cannotCreate(parent, error) }
    self.target = target
    self.parent = FileNames.split(target).directory
    if FileNames.exists(target + "/" + ShardIndex.fileName) {
      committed = try ShardIndex(directory: target)
      path = target
      return
    }
    committed = nil
    if FileNames.exists(target), (try? ShardDirectory.names(in: target).isEmpty) != true {
      throw IOFailure(.cannotCreate, "is there and not complete: remove it, and run the part again", path: target)
    }
    path = try Self.makeDirectory(Self.prefix(of: target), in: self.parent)
  }

  /// How the names of attempts at a part begin.
  static func prefix(of target: String) -> String { "." + FileNames.split(target).name + ".attempt-" }

  /// The names of attempts at any part below a directory, in order.
  static func names(in directory: String) throws -> [String] {
    try ShardDirectory.names(in: directory).filter { $0.hasPrefix(".part-") && $0.contains(".attempt-") }.sorted()
  }

  /// Removes an attempt with what is in it; one that is still writing fails, and finds the part complete or not.
  static func remove(_ path: String) {
    for name in (try? FileNames.names(in: path)) ?? [] { _ = try? FileNames.remove(path + "/" + name) }
    FileNames.removeEmptyDirectory(path)
  }

  private static func makeDirectory(_ prefix: String, in parent: String) throws -> String {
    while true {
      let digits = String(UInt64.random(in: 0...(.max)), radix: 16)
      let path = parent + "/" + prefix + String(repeating: "0", count: 16 - digits.count) + digits
      do { if try FileNames.makeDirectory(path) { return path } } catch { throw IOFailure.cannotCreate(path, error) }
    }
  }

  /// Other attempts at the same part.
  func earlier() -> [String] {
    let (prefix, own) = (Self.prefix(of: target), FileNames.split(path).name)
    let names = (try? ShardDirectory.names(in: parent)) ?? []
    return names.filter { $0.hasPrefix(prefix) && $0 != own }.sorted().map { parent + "/" + $0 }
  }

  func commit(_ index: ShardIndex) throws {
    if let committed {
      guard committed.datasetID == index.datasetID else { throw OtherPart(path: target) }
      let manifest = try? FileByteSource(path: target + "/" + ShardManifest.fileName).readAll()
      if manifest != ShardManifest(index).file { try ShardDirectory.write(index, to: target) }
    } else {
      try ShardDirectory.removeShards(of: path, besides: index)
      _ = try? FileNames.remove(path + "/" + ShardJournal.fileName)
      try ShardDirectory.write(index, to: path)
      do { try FileNames.rename(path, to: target) } catch {
        // Not empty: another attempt was first.
        guard let first = try? ShardIndex(directory: target) else { throw IOFailure.cannotCreate(target, error) }
        Self.remove(path)
        if first.datasetID != index.datasetID { throw OtherPart(path: target) }
      }
      FileNames.synchronizeDirectory(parent)
    }
    for other in earlier() { Self.remove(other) }
  }

  func finishedByAnother(_ empty: ShardIndex, _ entries: [ShardEntry]) -> ShardIndex? {
    guard committed == nil, let found = try? ShardIndex(directory: target) else { return nil }
    let bare = ShardIndex(
      header: found.header, layout: found.layout, shards: [], sizeLimit: found.sizeLimit, level: found.level,
      frameSize: found.frameSize)
    guard bare.json == empty.json, found.shards.starts(with: entries) else { return nil }
    Self.remove(path)
    return found
  }

  /// A journal and the shards that it names stay for the next attempt.
  func leave() {
    if committed == nil, !FileNames.exists(path + "/" + ShardJournal.fileName) { Self.remove(path) }
  }
}

/// The part of a job is there already, made of something else: of other data, or with other options.
package struct OtherPart: Error, Sendable, CustomStringConvertible {
  /// The directory of the part.
  package let path: String

  /// The part that lies in a directory.
  package init(path: String) { self.path = path }

  package var description: String {
    "\(path): this part is there already, made from other data or with other options; "
      + "give the job an output of its own [other-part]"
  }
}
