import CZlib
import PrepBytes

/// The files inside a ZIP archive (APPNOTE 6.3.10), as far as Office Open XML uses them: stored or deflated, not
/// encrypted.
struct ZIPArchive {
  private struct Entry {
    var method: UInt16
    var flags: UInt16
    var checksum: UInt32
    var compressedSize: Int
    var size: Int
    var headerOffset: Int
  }

  /// A file that unpacks to more than this, and to this many times its stored size, is no worksheet but a ZIP bomb:
  /// the XML of real ones shrinks to a tenth or a fiftieth.
  private static let (suspectSize, suspectRatio) = (64 << 20, 400)

  private let file: SeekableFile
  private var path: String { file.name }
  private var entries: [String: Entry] = [:]

  /// The largest directory that is read: a workbook has some dozens of files.
  private static let largestDirectory = 64 << 20

  /// - Throws: ``IOFailure`` with code `damaged` when the directory at the end cannot be read.
  init(_ file: SeekableFile) throws {
    self.file = file
    let end = try endOfCentralDirectory()
    let start = Int(try end.read32(16))
    let count = Int(try end.read16(10))
    guard start <= end.start, end.start - start <= Self.largestDirectory else {
      throw damaged("its directory is damaged")
    }
    let directory = try stretch(start, end.start - start)
    var position = 0
    for _ in 0..<count {
      guard try directory.read32(position) == 0x0201_4B50 else { throw damaged("its directory is damaged") }
      let nameLength = Int(try directory.read16(position + 28))
      let extraLength = Int(try directory.read16(position + 30))
      let commentLength = Int(try directory.read16(position + 32))
      let nameStart = position + 46
      guard nameStart + nameLength + extraLength + commentLength <= directory.bytes.count else {
        throw damaged("its directory is cut short")
      }
      var entry = Entry(
        method: try directory.read16(position + 10), flags: try directory.read16(position + 8),
        checksum: try directory.read32(position + 16), compressedSize: Int(try directory.read32(position + 20)),
        size: Int(try directory.read32(position + 24)), headerOffset: Int(try directory.read32(position + 42)))
      try readZip64(&entry, directory, extra: nameStart + nameLength..<nameStart + nameLength + extraLength)
      entries[String(decoding: directory.bytes[nameStart..<nameStart + nameLength], as: UTF8.self)] = entry
      position = nameStart + nameLength + extraLength + commentLength
    }
  }

  var names: [String] { entries.keys.sorted() }

  /// The contents of a file, decompressed as they are read and checked at the end; nil when there is no such file.
  func open(_ name: String) throws -> InflatingByteSource? {
    guard let entry = entries[name] else { return nil }
    if entry.flags & 1 != 0 { throw damaged("\(name) is encrypted; save the workbook without a password") }
    guard entry.method == 0 || entry.method == 8 else {
      throw damaged("\(name) is compressed with method \(entry.method)")
    }
    let header = try stretch(entry.headerOffset, 30)
    guard try header.read32(0) == 0x0403_4B50 else {
      throw damaged("\(name) is not where the directory says")
    }
    let start = entry.headerOffset + 30 + Int(try header.read16(26)) + Int(try header.read16(28))
    guard start + entry.compressedSize <= file.size else { throw damaged("\(name) is cut short") }
    if entry.size > Self.suspectSize, entry.size / max(1, entry.compressedSize) > Self.suspectRatio {
      throw damaged(
        "\(name) unpacks from \(entry.compressedSize) bytes to \(entry.size): treated as a ZIP bomb and not read")
    }
    return InflatingByteSource(
      file, range: start..<start + entry.compressedSize, isDeflated: entry.method == 8, size: entry.size,
      checksum: entry.checksum, name: "\(path):\(name)")
  }

  /// The record at the end, which says where the directory is.
  private func endOfCentralDirectory() throws -> Stretch {
    // The record is 22 bytes and a comment of up to 65,535.
    let tail = try stretch(max(0, file.size - 22 - 65_535), min(file.size, 22 + 65_535))
    var position = tail.bytes.count - 22
    while position >= 0 {
      if tail.bytes[position] == 0x50, try tail.read32(position) == 0x0605_4B50 {
        return Stretch(bytes: Array(tail.bytes[position...]), start: tail.start + position, path: path)
      }
      position -= 1
    }
    throw damaged("the ZIP archive is cut short: it has no directory")
  }

  /// Some bytes of the archive.
  private struct Stretch {
    var bytes: [UInt8]
    /// Where they stand.
    var start: Int
    var path: String

    func read16(_ position: Int) throws -> UInt16 {
      guard position >= 0, position + 2 <= bytes.count else {
        throw IOFailure(.damaged, "the ZIP archive is cut short", path: path)
      }
      return UInt16(bytes[position]) | UInt16(bytes[position + 1]) << 8
    }

    func read32(_ position: Int) throws -> UInt32 {
      UInt32(try read16(position)) | UInt32(try read16(position + 2)) << 16
    }
  }

  /// So many bytes from a place on; fewer where the archive ends before.
  private func stretch(_ start: Int, _ count: Int) throws -> Stretch {
    var bytes = [UInt8](repeating: 0, count: max(0, min(count, file.size - start)))
    let read = try bytes.withUnsafeMutableBytes { try file.read(at: start, into: $0) }
    bytes.removeLast(bytes.count - read)
    return Stretch(bytes: bytes, start: start, path: path)
  }

  /// Sizes and offsets of 32 bits that are all ones stand in an extra field of kind 1.
  private func readZip64(_ entry: inout Entry, _ directory: Stretch, extra: Range<Int>) throws {
    var position = extra.lowerBound
    while position + 4 <= extra.upperBound {
      let kind = try directory.read16(position)
      let size = Int(try directory.read16(position + 2))
      if kind == 1 {
        var field = position + 4
        for path in [\Entry.size, \Entry.compressedSize, \Entry.headerOffset] where entry[keyPath: path] == 0xFFFF_FFFF
        {
          let value = UInt64(try directory.read32(field)) | UInt64(try directory.read32(field + 4)) << 32
          guard value < 1 << 40 else { throw damaged("its directory is damaged") }
          entry[keyPath: path] = Int(value)
          field += 8
        }
      }
      position += 4 + size
    }
  }

  private func damaged(_ message: String) -> IOFailure { IOFailure(.damaged, message, path: path) }
}

/// A stored or deflated part of a file, with its length and CRC-32 checked when it ends.
final class InflatingByteSource: ByteSource {
  let name: String
  private let file: SeekableFile
  private let range: Range<Int>
  private let isDeflated: Bool
  private let size: Int
  private let checksum: UInt32
  private let stream: UnsafeMutablePointer<z_stream>
  /// The next byte that is read of the file.
  private var position: Int
  /// What has been read and not been unpacked.
  private var pending: [UInt8] = []
  private var taken = 0
  private var produced = 0
  private var running: UInt = 0
  private var ended = false

  init(_ file: SeekableFile, range: Range<Int>, isDeflated: Bool, size: Int, checksum: UInt32, name: String) {
    self.file = file
    self.range = range
    self.isDeflated = isDeflated
    self.size = size
    self.checksum = checksum
    self.name = name
    position = range.lowerBound
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // A negative window: deflate without a header.
    let status = inflateInit2_(stream, -15, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib has no memory for a stream")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if ended { return 0 }
    let count = try isDeflated ? inflateSome(into: buffer) : readSome(into: buffer)
    // SAFETY: `count` bytes of the buffer were just written.
    running = crc32(running, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(count))
    produced += count
    // The directory says how large the contents are: more than that is a lie, and the end of a ZIP bomb.
    guard produced <= size else { throw IOFailure(.damaged, "is larger than its directory says", path: name) }
    if count == 0 {
      ended = true
      guard produced == size, running == UInt(checksum) else {
        throw IOFailure(.damaged, "its checksum or length does not agree with the directory", path: name)
      }
    }
    return count
  }

  /// Reads bytes as they are stored.
  private func readSome(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, range.upperBound - position)])
    let count = try file.read(at: position, into: room)
    position += count
    return count
  }

  private func inflateSome(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let room = min(buffer.count, 1 << 30)
    while true {
      if taken == pending.count {
        if pending.isEmpty { pending = [UInt8](repeating: 0, count: 1 << 16) }
        taken = 0
        let read = try pending.withUnsafeMutableBytes { try readSome(into: $0) }
        pending.removeLast(pending.count - read)
      }
      let (status, count) = pending.withUnsafeBytes { all in
        let input = all.count - taken
        // SAFETY: what was not taken yet lies in the buffer, whose bytes zlib reads and does not write, no further than
        // the counts say.
        stream.pointee.next_in = UnsafeMutablePointer(
          mutating: all.baseAddress?.assumingMemoryBound(to: UInt8.self).advanced(by: taken))
        stream.pointee.avail_in = UInt32(input)
        stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(room)
        let status = inflate(stream, Z_NO_FLUSH)
        taken += input - Int(stream.pointee.avail_in)
        return (status, room - Int(stream.pointee.avail_out))
      }
      guard status == Z_OK || status == Z_STREAM_END || (status == Z_BUF_ERROR && count == 0) else {
        throw IOFailure(.damaged, "its compressed contents are damaged", path: name)
      }
      if count > 0 || status == Z_STREAM_END || position == range.upperBound && taken == pending.count { return count }
    }
  }
}
