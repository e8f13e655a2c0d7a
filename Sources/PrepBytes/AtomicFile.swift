import CKernels
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that appears under its name only when it is whole.
///
/// Bytes go to a temporary beside the destination; ``finish()`` writes them through to the disk and renames. A process
/// that is killed leaves at most a temporary, whose name starts with a dot and ends in `.part`; one that fails removes it.
public final class AtomicFile: ByteSink {
  /// The destination. Until the file is finished it may become another one in the same directory.
  public package(set) var name: String
  /// The temporary, for whoever has to remove it when a signal ends the process.
  public let temporaryPath: String
  private let descriptor: FileDescriptor
  private let sink: FileByteSink
  private var isOpen = true

  /// Creates the temporary beside `path`.
  ///
  /// - Throws: ``IOFailure`` with code `cannotCreate`.
  public init(path: String) throws {
    name = path
    let (directory, base) = Self.split(path)
    temporaryPath = "\(directory)/.\(base).\(getpid()).\(UInt32.random(in: 0...(.max))).part"
    do {
      let temporary = temporaryPath
      descriptor = try TemporaryFiles.create(temporary) {
        try FileDescriptor.open(
          FilePath(temporary), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
          permissions: [.ownerReadWrite, .groupRead, .otherRead])
      }
    } catch let errno as Errno { throw IOFailure.cannotCreate(path, errno) }
    sink = FileByteSink(descriptor: descriptor, name: path)
  }

  deinit { discard() }

  public func write(_ bytes: UnsafeRawBufferPointer) throws { try sink.write(bytes) }

  /// Replaces bytes that were written before, such as a header that is known last.
  ///
  /// - Throws: ``IOFailure``.
  package func overwrite(_ bytes: [UInt8], at offset: Int) throws {
    try sink.flush()
    do { _ = try descriptor.writeAll(toAbsoluteOffset: Int64(offset), bytes) } catch let errno as Errno {
      throw IOFailure.cannotWrite(name, errno)
    }
  }

  /// Has the system begin to write what there is through to the disk; ``finish()`` then waits less.
  package func beginWritingThrough() throws {
    try sink.flush()
    prep_begin_writeback(descriptor.rawValue)
  }

  /// Writes through to the disk, renames, and writes the directory through.
  public func finish() throws { try finish(isDurable: true) }

  /// Renames; a file that is not to be durable may be gone, or damaged, after the machine has lost its power.
  package func finish(isDurable: Bool) throws {
    do {
      try sink.finish()
      guard !isDurable || Self.synchronize(descriptor.rawValue) else { throw IOFailure.cannotWrite(name, Errno(rawValue: errno)) }
      guard rename(temporaryPath, name) == 0 else { throw IOFailure.cannotCreate(name, Errno(rawValue: errno)) }
    } catch {
      discard()
      throw error
    }
    isOpen = false
    TemporaryFiles.remove(temporaryPath)
    try? descriptor.close()
    if isDurable { Self.synchronizeDirectory(Self.split(name).directory) }
  }

  /// Makes files of one directory appear in an order, written through together: the system has fewer occasions to wait for the disk then.
  package static func finish(_ files: [AtomicFile]) throws {
    do {
      for file in files { try file.sink.flush() }
      for file in files where !synchronize(file.descriptor.rawValue) { throw IOFailure.cannotWrite(file.name, Errno(rawValue: errno)) }
      for file in files { try file.finish(isDurable: false) }
    } catch {
      for file in files { file.discard() }
      throw error
    }
    if let last = files.last { synchronizeDirectory(split(last.name).directory) }
  }

  /// Removes the temporary; nothing appears under the final name.
  public func discard() {
    guard isOpen else { return }
    isOpen = false
    try? descriptor.close()
    unlink(temporaryPath)
    TemporaryFiles.remove(temporaryPath)
  }

  /// Makes the names in a directory durable, where the file system allows it.
  package static func synchronizeDirectory(_ path: String) {
    guard let directory = try? FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .directory])
    else { return }
    _ = synchronize(directory.rawValue)
    try? directory.close()
  }

  /// Writes a file through to the disk, however often a signal comes between.
  private static func synchronize(_ descriptor: CInt) -> Bool {
    while fsync(descriptor) != 0 { if errno != EINTR { return false } }
    return true
  }

  private static func split(_ path: String) -> (directory: String, base: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
  }
}
