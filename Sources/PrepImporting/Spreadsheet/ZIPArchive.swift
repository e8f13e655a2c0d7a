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

  private let bytes: [UInt8]
  private let path: String
  private var entries: [String: Entry] = [:]

  /// - Throws: ``IOFailure`` with code `damaged` when the directory at the end cannot be read.
  init(_ bytes: [UInt8], path: String) throws {
    self.bytes = bytes
    self.path = path
    let end = try endOfCentralDirectory()
    var position = Int(try read32(end + 16))
    let count = Int(try read16(end + 10))
    for _ in 0..<count {
      guard try read32(position) == 0x0201_4B50 else { throw damaged("its directory is damaged") }
      let nameLength = Int(try read16(position + 28))
      let extraLength = Int(try read16(position + 30))
      let commentLength = Int(try read16(position + 32))
      let nameStart = position + 46
      guard nameStart + nameLength + extraLength + commentLength <= bytes.count else {
        throw damaged("its directory is cut short")
      }
      var entry = Entry(
        method: try read16(position + 10), flags: try read16(position + 8), checksum: try read32(position + 16),
        compressedSize: Int(try read32(position + 20)), size: Int(try read32(position + 24)),
        headerOffset: Int(try read32(position + 42)))
      try readZip64(&entry, extra: nameStart + nameLength..<nameStart + nameLength + extraLength)
      entries[String(decoding: bytes[nameStart..<nameStart + nameLength], as: UTF8.self)] = entry
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
    guard try read32(entry.headerOffset) == 0x0403_4B50 else {
      throw damaged("\(name) is not where the directory says")
    }
    let start =
      entry.headerOffset + 30 + Int(try read16(entry.headerOffset + 26)) + Int(try read16(entry.headerOffset + 28))
    guard start + entry.compressedSize <= bytes.count else { throw damaged("\(name) is cut short") }
    if entry.size > Self.suspectSize, entry.size / max(1, entry.compressedSize) > Self.suspectRatio {
      throw damaged(
        "\(name) unpacks from \(entry.compressedSize) bytes to \(entry.size): it is taken for a ZIP bomb and not read")
    }
    return InflatingByteSource(
      bytes, range: start..<start + entry.compressedSize, isDeflated: entry.method == 8, size: entry.size,
      checksum: entry.checksum, name: "\(path):\(name)")
  }

  private func endOfCentralDirectory() throws -> Int {
    // The record is 22 bytes and a comment of up to 65,535.
    var position = bytes.count - 22
    let last = max(0, bytes.count - 22 - 65_535)
    while position >= last {
      if bytes[position] == 0x50, try read32(position) == 0x0605_4B50 { return position }
      position -= 1
    }
    throw damaged("the ZIP archive is cut short: it has no directory")
  }

  /// Sizes and offsets of 32 bits that are all ones stand in an extra field of kind 1.
  private func readZip64(_ entry: inout Entry, extra: Range<Int>) throws {
    var position = extra.lowerBound
    while position + 4 <= extra.upperBound {
      let kind = try read16(position)
      let size = Int(try read16(position + 2))
      if kind == 1 {
        var field = position + 4
        for path in [\Entry.size, \Entry.compressedSize, \Entry.headerOffset] where entry[keyPath: path] == 0xFFFF_FFFF
        {
          let value = UInt64(try read32(field)) | UInt64(try read32(field + 4)) << 32
          guard value < 1 << 40 else { throw damaged("its directory is damaged") }
          entry[keyPath: path] = Int(value)
          field += 8
        }
      }
      position += 4 + size
    }
  }

  private func read16(_ position: Int) throws -> UInt16 {
    guard position >= 0, position + 2 <= bytes.count else { throw damaged("the ZIP archive is cut short") }
    return UInt16(bytes[position]) | UInt16(bytes[position + 1]) << 8
  }

  private func read32(_ position: Int) throws -> UInt32 {
    UInt32(try read16(position)) | UInt32(try read16(position + 2)) << 16
  }

  private func damaged(_ message: String) -> IOFailure { IOFailure(.damaged, message, path: path) }
}

/// A stored or deflated part of some bytes, with its length and CRC-32 checked when it ends.
final class InflatingByteSource: ByteSource {
  let name: String
  private let bytes: [UInt8]
  private let range: Range<Int>
  private let isDeflated: Bool
  private let size: Int
  private let checksum: UInt32
  private let stream: UnsafeMutablePointer<z_stream>
  private var position: Int
  private var produced = 0
  private var running: UInt = 0
  private var ended = false

  init(_ bytes: [UInt8], range: Range<Int>, isDeflated: Bool, size: Int, checksum: UInt32, name: String) {
    self.bytes = bytes
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
    let count = try isDeflated ? inflateSome(into: buffer) : copySome(into: buffer)
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

  private func copySome(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, range.upperBound - position)
    bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count])) }
    position += count
    return count
  }

  private func inflateSome(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    try bytes.withUnsafeBytes { all in
      let room = min(buffer.count, 1 << 30)
      let input = min(range.upperBound - position, 1 << 30)
      // SAFETY: the position lies in the archive, whose bytes zlib reads and does not write, no further than the counts
      // say.
      stream.pointee.next_in = UnsafeMutablePointer(
        mutating: all.baseAddress?.assumingMemoryBound(to: UInt8.self).advanced(by: position))
      stream.pointee.avail_in = UInt32(input)
      stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(room)
      let status = inflate(stream, Z_NO_FLUSH)
      position += input - Int(stream.pointee.avail_in)
      let count = room - Int(stream.pointee.avail_out)
      guard status == Z_OK || status == Z_STREAM_END || (status == Z_BUF_ERROR && count == 0) else {
        throw IOFailure(.damaged, "its compressed contents are damaged", path: name)
      }
      return count
    }
  }
}
