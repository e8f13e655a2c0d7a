import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file whose bytes are read at any place. Any thread may read.
public final class SeekableFile: Sendable {
  /// The name for messages.
  public let name: String
  /// How many bytes it had when it was opened.
  public let size: Int
  private let descriptor: FileDescriptor
  /// The bytes, of one that is in memory.
  private let bytes: [UInt8]?

  /// Opens a file.
  ///
  /// - Throws: ``IOFailure``; `cannotRead` where it cannot be opened or is none that can be read at any place.
  public convenience init(path: String) throws {
    let descriptor: FileDescriptor
    do {
      descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
    } catch let errno as Errno { throw IOFailure.cannotOpen(path, errno) }
    guard let size = Self.size(of: descriptor) else {
      try? descriptor.close()
      throw IOFailure(.cannotRead, "is no file that can be read at any place", path: path)
    }
    self.init(owning: descriptor, name: path, size: size)
  }

  /// A second hold on a file that is open; nil where it is a pipe, a terminal or a folder.
  init?(duplicating descriptor: FileDescriptor, name: String) {
    guard let size = Self.size(of: descriptor), let copy = try? descriptor.duplicate() else { return nil }
    self.name = name
    self.size = size
    self.descriptor = copy
    bytes = nil
  }

  private init(owning descriptor: FileDescriptor, name: String, size: Int) {
    self.name = name
    self.size = size
    self.descriptor = descriptor
    bytes = nil
  }

  /// Bytes in memory as a file.
  public init(_ bytes: [UInt8], name: String) {
    self.name = name
    self.bytes = bytes
    size = bytes.count
    descriptor = FileDescriptor(rawValue: -1)
  }

  deinit { if bytes == nil { try? descriptor.close() } }

  /// The file that a source began with, or else all that the source gives, put into a temporary file without a name in the folder of
  /// TMPDIR, else in /tmp.
  ///
  /// - Throws: ``IOFailure``.
  public static func whole(of source: any ByteSource) throws -> SeekableFile {
    if let file = source.wholeFile { return file }
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(folder)/prep-XXXXXX".utf8CString)
    let number = mkstemp(&template)
    if number < 0 { throw IOFailure(.cannotCreate, "cannot hold temporary files (TMPDIR)", path: folder) }
    unlink(template)
    let descriptor = FileDescriptor(rawValue: number)
    var size = 0
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { room.deallocate() }
    do {
      while true {
        let read = try source.read(into: room)
        if read == 0 { break }
        try descriptor.writeAll(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[..<read]))
        size += read
      }
    } catch {
      try? descriptor.close()
      guard let errno = error as? Errno else { throw error }
      throw IOFailure(.failed, "a temporary file cannot be written: is the disk full?", path: folder, errno: errno)
    }
    return SeekableFile(owning: descriptor, name: source.name, size: size)
  }

  /// Reads bytes from a place on.
  ///
  /// - Returns: How many were read; fewer than the buffer holds only at the end of the file.
  /// - Throws: ``IOFailure`` with code `failed`.
  public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if let bytes {
      let count = min(buffer.count, max(0, bytes.count - offset))
      if count > 0 { bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + count])) } }
      return count
    }
    var count = 0
    while count < buffer.count {
      let read: Int
      do {
        read = try descriptor.read(
          fromAbsoluteOffset: Int64(offset + count), into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
      } catch let errno as Errno { throw IOFailure.cannotRead(name, errno) }
      if read == 0 { break }
      count += read
    }
    return count
  }

  /// The size of a file that can be read at any place.
  private static func size(of descriptor: FileDescriptor) -> Int? {
    var status = stat()
    guard fstat(descriptor.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }
}
