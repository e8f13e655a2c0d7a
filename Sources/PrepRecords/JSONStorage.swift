#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A value or a closing bracket in the index of a parsed text. Positions count from the start of the storage's bytes.
///
/// For a string `end` is the position of the closing quote; for a number or literal the position after its last byte; for an
/// opening bracket the index of the node of its closing bracket, and the other way round.
struct JSONNode {
  var start: UInt32
  var end: UInt32
}

/// Bytes on the heap that grow in place, with room around them for kernels that read whole blocks.
final class ByteStorage: @unchecked Sendable {
  /// Readable bytes before the first and after the last one.
  static let padding = 128
  /// Positions are 32-bit.
  static let largestCapacity = Int(UInt32.max >> 1) - 2 * padding

  private var allocation: UnsafeMutableRawPointer
  private(set) var capacity: Int
  /// How many bytes are in use.
  var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    allocation = Self.checked(malloc(capacity + 2 * Self.padding))
    memset(allocation, 0x0A, Self.padding)
  }

  deinit { free(allocation) }

  var pointer: UnsafeMutablePointer<UInt8> { (allocation + Self.padding).assumingMemoryBound(to: UInt8.self) }

  /// The part not in use.
  var room: UnsafeMutableRawBufferPointer { UnsafeMutableRawBufferPointer(start: pointer + count, count: capacity - count) }

  func grow(to newCapacity: Int) {
    guard newCapacity > capacity else { return }
    allocation = Self.checked(realloc(allocation, newCapacity + 2 * Self.padding))
    capacity = newCapacity
  }

  func append(_ bytes: UnsafeRawBufferPointer) {
    grow(to: count + bytes.count)
    if let source = bytes.baseAddress { memcpy(pointer + count, source, bytes.count) }
    count += bytes.count
  }

  /// Writes line feeds behind the last byte, which end every string and every line that the bytes leave open.
  func seal() { memset(pointer + count, 0x0A, Self.padding) }

  private static func checked(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer {
    guard let pointer else { preconditionFailure("out of memory") }
    return pointer
  }
}

/// The index of a parsed text while it is made.
struct NodeBuffer {
  private(set) var base: UnsafeMutablePointer<JSONNode>
  private(set) var capacity: Int
  var count = 0

  init(capacity: Int) {
    self.capacity = max(16, capacity)
    guard let memory = malloc(self.capacity * MemoryLayout<JSONNode>.stride) else { preconditionFailure("out of memory") }
    base = memory.assumingMemoryBound(to: JSONNode.self)
  }

  func deallocate() { free(base) }

  @inline(__always)
  mutating func append(_ start: Int, _ end: Int) {
    if count == capacity { grow() }
    base[count] = JSONNode(start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end))
    count += 1
  }

  @inline(never)
  private mutating func grow() {
    capacity *= 2
    let size = capacity * MemoryLayout<JSONNode>.stride
    guard let moved = realloc(base, size) else { preconditionFailure("out of memory") }
    base = moved.assumingMemoryBound(to: JSONNode.self)
  }
}

/// Parsed bytes with their index; every view on them keeps it alive.
final class JSONStorage: @unchecked Sendable {
  let bytes: ByteStorage
  let nodes: NodeBuffer
  let pointer: UnsafePointer<UInt8>

  init(bytes: ByteStorage, nodes: NodeBuffer) {
    self.bytes = bytes
    self.nodes = nodes
    pointer = UnsafePointer(bytes.pointer)
  }

  deinit { nodes.deallocate() }

  func withBytes<R>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try withExtendedLifetime(self) {
      try body(UnsafeRawBufferPointer(start: pointer + range.lowerBound, count: range.count))
    }
  }
}
