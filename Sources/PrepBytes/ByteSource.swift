// PrepBytes moves bytes between descriptors and memory. It knows nothing of what they mean.

import PrepSystem

/// Something bytes are read from, in order, once.
public protocol ByteSource: AnyObject {
  /// The name for messages: a path, or `<stdin>`.
  var name: String { get }

  /// Reads at least one byte into the buffer, unless the source has ended.
  ///
  /// - Parameter buffer: Room for at least one byte.
  /// - Returns: The number of bytes read; 0 at the end, and again on every later call.
  /// - Throws: ``IOFailure``.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int

  /// About how many bytes are left, where that is known; else 0.
  var expectedCount: Int { get }

  /// The file whose bytes the source gives from the first to the last, wherever it stands now; nil where there is none.
  var wholeFile: SeekableFile? { get }
}

extension ByteSource {
  public var expectedCount: Int { 0 }

  public var wholeFile: SeekableFile? { nil }

  /// Reads until the buffer is full or the source ends, and returns the number of bytes read.
  public func readFully(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var count = 0
    while count < buffer.count {
      let read = try self.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
      if read == 0 { break }
      count += read
    }
    return count
  }

  /// Reads so many bytes and forgets them.
  package func skip(_ count: Int) throws {
    var left = count
    if left <= 0 { return }
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { room.deallocate() }
    while left > 0 {
      let read = try readFully(into: UnsafeMutableRawBufferPointer(rebasing: room[..<min(left, room.count)]))
      if read == 0 { return }
      left -= read
    }
  }

  /// Reads everything that is left.
  ///
  /// - Parameter limit: The largest size taken; a longer source is a ``IOFailure`` with code `failed`.
  public func readAll(limit: Int = .max) throws -> [UInt8] {
    // What is expected and a byte more, so that the end is seen with it; no more than a file can claim without having
    // it.
    let expected = min(max(0, expectedCount), limit, 1 << 30)
    var bytes = try [UInt8](unsafeUninitializedCapacity: expected == 0 ? 0 : expected + 1) { buffer, count in
      count = try readFully(into: UnsafeMutableRawBufferPointer(buffer))
    }
    if expected > 0, bytes.count <= expected { return bytes }
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { room.deallocate() }
    while true {
      let read = try readFully(into: room)
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: room[..<read]))
      if bytes.count > limit { throw IOFailure(.failed, "is larger than \(limit) bytes", path: name) }
      if read < room.count { return bytes }
    }
  }
}

/// A file, pipe or terminal, read through its descriptor.
public final class FileByteSource: ByteSource, Sendable {
  public let name: String
  private let descriptor: Descriptor
  private let closes: Bool
  /// Whether the first byte read was, or will be, the first of the file.
  private let startsAtBeginning: Bool
  /// How many bytes a file had when it was opened; 0 for pipes and terminals.
  private let size: Int

  /// Opens a file for reading.
  ///
  /// - Throws: ``IOFailure`` with code `cannotRead`.
  public init(path: String) throws {
    name = path
    closes = true
    startsAtBeginning = true
    do { descriptor = try Descriptor(opening: path) } catch { throw IOFailure.cannotOpen(path, error) }
    size = Self.size(of: descriptor)
  }

  /// Reads from an open descriptor, which stays open.
  public init(descriptor: Descriptor, name: String) {
    self.descriptor = descriptor
    self.name = name
    closes = false
    startsAtBeginning = (try? descriptor.status().size) == descriptor.countLeft
    size = Self.size(of: descriptor)
  }

  /// The process's standard input, named `<stdin>`.
  public static func standardInput() -> FileByteSource {
    FileByteSource(descriptor: .standardInput, name: "<stdin>")
  }

  deinit { if closes { descriptor.close() } }

  /// Reads at least one byte, unless the file has ended.
  ///
  /// - Throws: ``IOFailure``; `damaged` where the file has become shorter since it was opened, and bytes of it are missing.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count: Int
    do { count = try descriptor.read(into: buffer) } catch { throw IOFailure.cannotRead(name, error) }
    if count == 0, !buffer.isEmpty, size > 0 { try checkEnd() }
    return count
  }

  /// Some files of the system say another size than they have, and say it to the end.
  private func checkEnd() throws {
    let now = Self.size(of: descriptor)
    guard now < size, let place = descriptor.place, place < size else { return }
    throw IOFailure.damaged(name, "became shorter while it was read: it had \(size) bytes, and has \(now)")
  }

  private static func size(of descriptor: Descriptor) -> Int {
    guard let status = try? descriptor.status(), status.kind == .file else { return 0 }
    return status.size
  }

  /// A second hold on the file, where it can be read at any place and was opened for this source.
  public var wholeFile: SeekableFile? { startsAtBeginning ? SeekableFile(descriptor, of: self) : nil }

  /// What a file has left; 0 for pipes and terminals.
  public var expectedCount: Int { descriptor.countLeft ?? 0 }
}

/// Bytes in memory as a source.
public final class MemoryByteSource: ByteSource {
  public let name: String
  private let bytes: [UInt8]
  private var position = 0

  public init(_ bytes: [UInt8], name: String = "<memory>") {
    self.bytes = bytes
    self.name = name
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = min(buffer.count, bytes.count - position)
    bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count])) }
    position += count
    return count
  }
}
