import PrepBytes
import PrepCodecs
import PrepSystem

/// Memory that one shard after the other is made in, with what compresses it. The memory of the samples can go to
/// another workspace.
///
/// SAFETY of `@unchecked Sendable`: it belongs to one shard at a time, whose jobs follow one another.
final class ShardWorkspace: @unchecked Sendable {
  /// What is taken at first where shards are larger.
  private static let largestFirst = 256 << 20

  /// Room for the samples of a shard.
  private(set) var memory: UnsafeMutableRawBufferPointer
  let frame = ZstdFrameBuilder()
  /// For shards in several frames.
  private(set) lazy var compressor = ZstdCompressor()

  init() { memory = UnsafeMutableRawBufferPointer(start: nil, count: 0) }

  deinit { memory.deallocate() }

  /// Sees that there is memory.
  ///
  /// - Parameters:
  ///   - capacity: How many bytes of samples a shard has.
  ///   - other: A workspace that needs its memory no more.
  func prepare(capacity: Int, takingFrom other: ShardWorkspace?) {
    if let other, memory.isEmpty { swap(&memory, &other.memory) }
    if memory.isEmpty { memory = Self.allocate(min(capacity, Self.largestFirst)) }
  }

  /// Moves to memory of another size, with the first bytes that are there.
  func grow(to capacity: Int, keeping count: Int) {
    let larger = Self.allocate(capacity)
    if count > 0 { larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count])) }
    memory.deallocate()
    memory = larger
  }

  private static func allocate(_ count: Int) -> UnsafeMutableRawBufferPointer {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 64)
    LargePages.request(memory.baseAddress, count: memory.count)
    return memory
  }
}
