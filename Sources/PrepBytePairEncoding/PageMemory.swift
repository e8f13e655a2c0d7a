#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Zeroed memory for tables that are read at random; large ones lie in huge pages where the system has them.
final class PageMemory: @unchecked Sendable {
  private static let hugePage = 1 << 21
  private let mapping: UnsafeMutableRawPointer
  private let mappingSize: Int
  /// The first byte, aligned to a cache line.
  let base: UnsafeMutableRawPointer

  /// - Parameter inHugePages: Whether so much will be used that huge pages, which exist as a whole from the first touch, are worth it.
  init(byteCount: Int, inHugePages: Bool = true) {
    let size = max(byteCount, 4096)
    let isHuge = inHugePages && size >= Self.hugePage
    mappingSize = isHuge ? (size + 2 * Self.hugePage - 1) & ~(Self.hugePage - 1) : (size + 4095) & ~4095
    let mapped = mmap(nil, mappingSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapped, mapped != MAP_FAILED else { preconditionFailure("out of memory") }
    mapping = mapped
    let address = Int(bitPattern: mapped)
    base = isHuge ? mapped + ((address + Self.hugePage - 1) & ~(Self.hugePage - 1)) - address : mapped
    #if os(Linux)
      // Before the first touch, or the pages are small already.
      if isHuge { _ = madvise(base, size, 14) }
    #endif
  }

  deinit { munmap(mapping, mappingSize) }
}
