import PrepSystem

/// Bytes on the disk for the time of a run. The file has no name, so nothing of it stays behind.
package final class TemporaryStore: ByteSink {
  /// What it is, for messages.
  package let name: String
  private let descriptor: Descriptor
  private var pending: [UInt8] = []
  private var flushed = 0
  private static let blockSize = 1 << 18

  /// Creates it in the folder that TMPDIR names, else in /tmp; or in another, where what is made of it will lie.
  ///
  /// - Throws: ``IOFailure`` with code `cannotCreate`.
  package init(in folder: String? = nil) throws {
    name = folder ?? TemporaryDirectory.path
    do { descriptor = try Descriptor.unnamed(in: name) } catch {
      throw IOFailure(
        .cannotCreate, "cannot hold temporary files" + (folder == nil ? " (TMPDIR)" : ""), path: name, errno: error)
    }
  }

  deinit { descriptor.close() }

  /// How many bytes it holds.
  package var count: Int { flushed + pending.count }

  /// Adds bytes at the end.
  ///
  /// - Throws: ``IOFailure`` with code `failed`, also when bytes that were added before cannot be written.
  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    pending.append(contentsOf: bytes)
    if pending.count >= Self.blockSize { try flush() }
  }

  /// Hands on what is buffered. More may be added behind it, and there is nothing to make final.
  package func finish() throws {
    try flush()
    pending = []
  }

  /// Reads bytes from an offset on, as many as there are room and bytes for, and gives their number; 0 at the end.
  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    try flush()
    do { return try descriptor.read(at: offset, into: buffer) } catch {
      throw IOFailure(.failed, "a temporary file cannot be read", path: name, errno: error)
    }
  }

  private func flush() throws {
    guard !pending.isEmpty else { return }
    do { try descriptor.write(pending, at: flushed) } catch {
      throw IOFailure(.failed, "a temporary file cannot be written", path: name, errno: error)
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
    let filled = try read(into: target)
    if filled == 0, target.count > 0 { return false }
    guard filled == target.count else { throw IOFailure(.failed, "a temporary file is cut short", path: store.name) }
    return true
  }

  /// Fills a buffer as far as the part goes; gives the number of bytes.
  package mutating func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < target.count {
      if position == buffer.count, try !refill() { break }
      let count = min(target.count - filled, buffer.count - position)
      buffer.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(rebasing: target[filled...])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
      }
      filled += count
      position += count
    }
    return filled
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
        count += try store.read(
          at: start, into: UnsafeMutableRawBufferPointer(rebasing: raw[..<min(raw.count, wanted)]))
      }
    }
    position = 0
    offset += buffer.count
    return !buffer.isEmpty
  }
}

/// A store as a source, from its start on.
package final class TemporarySource: ByteSource {
  package let name: String
  private var reader: TemporaryReader

  package init(_ store: TemporaryStore, bufferSize: Int = 1 << 16) {
    name = store.name
    reader = TemporaryReader(store, bufferSize: bufferSize)
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try reader.read(into: buffer) }
}
