import PrepSystem

/// A file that appears under its name only when it is whole.
///
/// Bytes go to a temporary beside the destination; ``finish()`` writes them through to the disk and renames. A process
/// that is killed leaves at most a temporary, whose name starts with a dot and ends in `.part`; one that fails removes
/// it.
///
/// A file that is replaced keeps its permissions, and its owner and group where the system lets us give them; a new one
/// gets the permissions that the process's mask leaves. A link is followed: what it leads to is replaced. Other names of
/// the replaced file (hard links) keep what it held.
public final class AtomicFile: ByteSink {
  /// The destination. Until the file is finished it may become another one in the same directory.
  public package(set) var name: String
  /// The temporary, for whoever has to remove it when a signal ends the process.
  public let temporaryPath: String
  private let descriptor: Descriptor
  private let sink: FileByteSink
  private var isOpen = true

  /// Creates the temporary beside `path`.
  ///
  /// - Throws: ``IOFailure`` with code `cannotCreate`.
  public init(path: String) throws {
    let destination: String
    do { destination = try FileNames.destination(of: path) } catch { throw IOFailure.cannotCreate(path, error) }
    name = destination
    let temporary = TemporaryDirectory.name(beside: destination)
    temporaryPath = temporary
    let replaced = FileStatus.of(destination).flatMap { $0.kind == .file ? $0 : nil }
    do {
      // Nobody but us reads it before it has the permissions of what it replaces.
      descriptor = try TemporaryFiles.create(temporary, permissions: replaced == nil ? 0o666 : 0o600)
      if let replaced { descriptor.takeAccess(of: replaced) }
    } catch { throw IOFailure.cannotCreate(path, error) }
    sink = FileByteSink(descriptor: descriptor, name: path)
  }

  deinit { discard() }

  public func write(_ bytes: UnsafeRawBufferPointer) throws { try sink.write(bytes) }

  /// Replaces bytes that were written before, such as a header that is known last.
  ///
  /// - Throws: ``IOFailure``.
  package func overwrite(_ bytes: [UInt8], at offset: Int) throws {
    try sink.flush()
    do { try descriptor.write(bytes, at: offset) } catch {
      throw IOFailure.cannotWrite(name, error)
    }
  }

  /// Has the system begin to write what there is through to the disk; ``finish()`` then waits less.
  package func beginWritingThrough() throws {
    try sink.flush()
    descriptor.beginWritingThrough()
  }

  /// Writes through to the disk, renames, and writes the directory through.
  public func finish() throws { try finish(isDurable: true) }

  /// Renames; a file that is not to be durable may be gone, or damaged, after the machine has lost its power.
  package func finish(isDurable: Bool) throws {
    do {
      try sink.finish()
      if isDurable { try synchronize() }
      do { try FileNames.rename(temporaryPath, to: name) } catch { throw IOFailure.cannotCreate(name, error) }
    } catch {
      discard()
      throw error
    }
    isOpen = false
    TemporaryFiles.remove(temporaryPath)
    descriptor.close()
    if isDurable { FileNames.synchronizeDirectory(FileNames.split(name).directory) }
  }

  /// Makes files of one directory appear in an order, written through together: the system has fewer occasions to wait
  /// for the disk then.
  package static func finish(_ files: [AtomicFile]) throws {
    do {
      for file in files { try file.sink.flush() }
      for file in files { try file.synchronize() }
      for file in files { try file.finish(isDurable: false) }
    } catch {
      for file in files { file.discard() }
      throw error
    }
    if let last = files.last { FileNames.synchronizeDirectory(FileNames.split(last.name).directory) }
  }

  /// Removes the temporary; nothing appears under the final name.
  public func discard() {
    guard isOpen else { return }
    isOpen = false
    descriptor.close()
    _ = try? FileNames.remove(temporaryPath)
    TemporaryFiles.remove(temporaryPath)
  }

  /// Writes through to the disk.
  private func synchronize() throws {
    do { try descriptor.synchronize() } catch { throw IOFailure.cannotWrite(name, error) }
  }
}
