#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Zeroed memory for as many elements as there may ever be, of which only what is touched takes room.
final class ReservedMemory<Element: BitwiseCopyable>: @unchecked Sendable {
  private static var hugePage: Int { 1 << 21 }
  private let mapping: UnsafeMutableRawPointer
  private let mappingSize: Int
  let base: UnsafeMutablePointer<Element>
  let capacity: Int

  /// - Parameter usesHugePages: Whether all of it will be touched, at random.
  init(capacity: Int, usesHugePages: Bool = false) {
    self.capacity = capacity
    let size = max(4096, capacity * MemoryLayout<Element>.stride)
    let isHuge = usesHugePages && size >= Self.hugePage
    mappingSize = isHuge ? (size + 2 * Self.hugePage - 1) & ~(Self.hugePage - 1) : (size + 4095) & ~4095
    #if os(Linux)
      let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    #else
      let flags = MAP_PRIVATE | MAP_ANONYMOUS
    #endif
    let mapped = mmap(nil, mappingSize, PROT_READ | PROT_WRITE, flags, -1, 0)
    guard let mapped, mapped != MAP_FAILED else { preconditionFailure("out of memory") }
    mapping = mapped
    let address = Int(bitPattern: mapped)
    let aligned = isHuge ? mapped + ((address + Self.hugePage - 1) & ~(Self.hugePage - 1)) - address : mapped
    base = aligned.bindMemory(to: Element.self, capacity: max(1, capacity))
    #if os(Linux)
      // Before the first touch, or the pages are small already.
      if isHuge { _ = madvise(aligned, size, 14) }
    #endif
  }

  deinit { munmap(mapping, mappingSize) }
}
