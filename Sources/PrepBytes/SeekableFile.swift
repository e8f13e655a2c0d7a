import PrepSystem

/// A file whose bytes are read at any place. Any thread may read.
public final class SeekableFile: Sendable {
  /// Where the bytes are.
  private enum Content: Sendable {
    case file(Descriptor)
    /// A file that somebody else has opened and closes: it is kept until then.
    case shared(Descriptor, FileByteSource)
    case memory([UInt8])
  }

  /// The name for messages.
  public let name: String
  /// How many bytes it had when it was opened.
  public let size: Int
  private let content: Content

  private init(_ content: Content, name: String, size: Int) {
    self.content = content
    self.name = name
    self.size = size
  }

  /// Opens a file.
  ///
  /// - Throws: ``IOFailure``; `cannotRead` where it cannot be opened or is none that can be read at any place.
  public convenience init(path: String) throws {
    let descriptor: Descriptor
    do { descriptor = try Descriptor(opening: path) } catch { throw IOFailure.cannotOpen(path, error) }
    guard let status = try? descriptor.status(), status.kind == .file else {
      descriptor.close()
      throw IOFailure(.cannotRead, "is not a file that can be read at any place", path: path)
    }
    self.init(.file(descriptor), name: path, size: status.size)
  }

  /// The file of a source that has it open; nil where that is a pipe, a terminal or a folder.
  convenience init?(_ descriptor: Descriptor, of source: FileByteSource) {
    guard let status = try? descriptor.status(), status.kind == .file else { return nil }
    self.init(.shared(descriptor, source), name: source.name, size: status.size)
  }

  /// Bytes in memory as a file.
  public convenience init(_ bytes: [UInt8], name: String) { self.init(.memory(bytes), name: name, size: bytes.count) }

  deinit { if case .file(let descriptor) = content { descriptor.close() } }

  /// The file that a source began with, or else all that the source gives, put into a temporary file without a name.
  ///
  /// - Throws: ``IOFailure``.
  public static func whole(of source: any ByteSource) throws -> SeekableFile {
    if let file = source.wholeFile { return file }
    let directory = TemporaryDirectory.path
    let descriptor: Descriptor
    do { descriptor = try Descriptor.unnamed(in: directory) } catch {
      throw IOFailure(.cannotCreate, "cannot hold temporary files (TMPDIR)", path: directory)
    }
    var size = 0
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { room.deallocate() }
    do {
      while true {
        let read = try source.read(into: room)
        if read == 0 { break }
        try descriptor.write(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[..<read]), at: size)
        size += read
      }
    } catch {
      descriptor.close()
      guard error is SystemError else { throw error }
      throw IOFailure(.failed, "a temporary file cannot be written: is the disk full?", path: directory)
    }
    return SeekableFile(.file(descriptor), name: source.name, size: size)
  }

  /// Reads bytes from a place on.
  ///
  /// - Returns: How many were read; fewer than the buffer holds only at the end of the file.
  /// - Throws: ``IOFailure`` with code `failed`.
  public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    switch content {
    case .file(let descriptor), .shared(let descriptor, _):
      do { return try descriptor.read(at: offset, into: buffer) } catch { throw IOFailure.cannotRead(name, error) }
    case .memory(let bytes):
      let count = min(buffer.count, max(0, bytes.count - offset))
      if count > 0 {
        bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + count])) }
      }
      return count
    }
  }
}
