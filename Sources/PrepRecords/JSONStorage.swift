import PrepSystem

/// A value or a closing bracket in the index of a parsed text. Positions count from the start of the storage's bytes.
///
/// For a string `end` is the position of the closing quote; for a number or literal the position after its last byte;
/// for an opening bracket the index of the node of its closing bracket, and the other way round.
public struct JSONNode: BitwiseCopyable, Sendable {
  public var start: UInt32
  public var end: UInt32
}

/// Bytes on the heap that grow in place, with room around them for kernels that read whole blocks.
///
/// SAFETY of `@unchecked Sendable`: it is filled by one thread and then only read.
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
    allocation = HeapMemory.allocate(capacity + 2 * Self.padding)
    UnsafeMutableRawBufferPointer(start: allocation, count: Self.padding).initializeMemory(
      as: UInt8.self, repeating: 0x0A)
  }

  deinit { HeapMemory.free(allocation) }

  // SAFETY: the padding is part of the allocation, and bytes are read as bytes.
  var pointer: UnsafeMutablePointer<UInt8> { (allocation + Self.padding).assumingMemoryBound(to: UInt8.self) }

  /// The part not in use.
  var room: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: pointer + count, count: capacity - count)
  }

  func grow(to newCapacity: Int) {
    guard newCapacity > capacity else { return }
    allocation = HeapMemory.reallocate(allocation, newCapacity + 2 * Self.padding)
    capacity = newCapacity
  }

  func append(_ bytes: UnsafeRawBufferPointer) {
    grow(to: count + bytes.count)
    room.copyMemory(from: bytes)
    count += bytes.count
  }

  /// Writes line feeds behind the last byte, which end every string and every line that the bytes leave open.
  func seal() { (pointer + count).update(repeating: 0x0A, count: Self.padding) }
}

/// The index of a parsed text while it is made.
struct NodeBuffer {
  private(set) var base: UnsafeMutablePointer<JSONNode>
  private(set) var capacity: Int
  var count = 0

  init(capacity: Int) {
    self.capacity = max(16, capacity)
    // SAFETY: the heap aligns for every type, and nodes are written before they are read.
    base = HeapMemory.allocate(self.capacity * MemoryLayout<JSONNode>.stride).assumingMemoryBound(to: JSONNode.self)
  }

  func deallocate() { HeapMemory.free(base) }

  @inline(__always)
  mutating func append(_ start: Int, _ end: Int) {
    if count == capacity { grow(to: capacity * 2) }
    base[count] = JSONNode(start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end))
    count += 1
  }

  /// Makes room for so many more nodes.
  mutating func reserve(_ more: Int) {
    if capacity - count < more { grow(to: max(capacity * 2, count + more)) }
  }

  @inline(never)
  private mutating func grow(to newCapacity: Int) {
    // SAFETY: the heap aligns for every type and keeps what was written.
    base = HeapMemory.reallocate(base, newCapacity * MemoryLayout<JSONNode>.stride)
      .assumingMemoryBound(to: JSONNode.self)
    capacity = newCapacity
  }
}

/// Parsed bytes with their index; every view on them keeps it alive.
///
/// SAFETY of `@unchecked Sendable`: bytes and nodes are complete when it is made, and nobody writes there.
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
