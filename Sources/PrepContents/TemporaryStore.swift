import PrepBytes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes on the disk for the time of a run. The file has no name, so nothing of it stays behind.
package final class TemporaryStore {
  private let descriptor: CInt
  private let folder: String
  private var pending: [UInt8] = []
  private var flushed = 0
  private static let blockSize = 1 << 18

  /// Creates it in the folder that TMPDIR names, else in /tmp.
  ///
  /// - Throws: ``IOFailure`` with code `cannotCreate`.
  package init() throws {
    folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(folder)/prep-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    if descriptor < 0 { throw IOFailure(.cannotCreate, "cannot hold temporary files (TMPDIR)", path: folder) }
    unlink(template)
  }

  deinit { close(descriptor) }

  /// How many bytes it holds.
  package var count: Int { flushed + pending.count }

  /// Adds bytes at the end.
  package func append(_ bytes: UnsafeRawBufferPointer) throws {
    pending.append(contentsOf: bytes)
    if pending.count >= Self.blockSize { try flush() }
  }

  /// Reads bytes from an offset on and gives their number; 0 at the end.
  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    try flush()
    while true {
      let read = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if read < 0, errno == EINTR { continue }
      if read < 0 { throw IOFailure(.failed, "a temporary file cannot be read", path: folder) }
      return read
    }
  }

  private func flush() throws {
    guard !pending.isEmpty else { return }
    try pending.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let step = pwrite(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written, off_t(flushed + written))
        if step < 0, errno == EINTR { continue }
        if step <= 0 { throw IOFailure(.failed, "a temporary file cannot be written: is the disk full?", path: folder) }
        written += step
      }
    }
    flushed += pending.count
    pending.removeAll(keepingCapacity: pending.capacity <= Self.blockSize * 4)
  }
}

/// Reads a store from its start on, through a buffer.
package struct TemporaryReader {
  private let store: TemporaryStore
  private let end: Int
  private var offset: Int
  private var buffer: [UInt8]
  private var position = 0

  /// - Parameter range: The part to read; all of it when nil.
  package init(_ store: TemporaryStore, range: Range<Int>? = nil, bufferSize: Int = 1 << 18) {
    self.store = store
    let range = range ?? 0..<store.count
    offset = range.lowerBound
    end = range.upperBound
    buffer = []
    buffer.reserveCapacity(bufferSize)
  }

  /// Fills a buffer; false when the part has ended before its first byte.
  package mutating func read(exactly target: UnsafeMutableRawBufferPointer) throws -> Bool {
    var filled = 0
    while filled < target.count {
      if position == buffer.count, try !refill() {
        if filled == 0 { return false }
        throw IOFailure(.failed, "a temporary file is cut short", path: "TMPDIR")
      }
      let count = min(target.count - filled, buffer.count - position)
      buffer.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(rebasing: target[filled...])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
      }
      filled += count
      position += count
    }
    return true
  }

  private mutating func refill() throws -> Bool {
    let wanted = min(max(buffer.capacity, 1 << 12), end - offset)
    guard wanted > 0 else { return false }
    let store = store
    let start = offset
    buffer.removeAll(keepingCapacity: true)
    try buffer.append(addingCapacity: wanted) { span in
      try span.withUnsafeMutableBufferPointer { room, count in
        let raw = UnsafeMutableRawBufferPointer(room)
        count += try store.read(at: start, into: UnsafeMutableRawBufferPointer(rebasing: raw[..<min(raw.count, wanted)]))
      }
    }
    position = 0
    offset += buffer.count
    return !buffer.isEmpty
  }
}
