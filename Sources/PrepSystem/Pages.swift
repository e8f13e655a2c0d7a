#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Memory that is about to be filled from one end to the other: with large pages a buffer of many megabytes costs few
/// page faults.
package enum LargePages {
  /// From this size on, large pages save more than they waste.
  private static let smallest = 4 << 20
  private static let page = 4096

  /// Asks for large pages where the system has them; nothing depends on the answer.
  package static func request(_ memory: UnsafeMutableRawPointer?, count: Int) {
    guard let memory, count >= smallest else { return }
    let skipped = -Int(bitPattern: memory) & (page - 1)
    _ = madvise(memory + skipped, count - skipped, MADV_HUGEPAGE)
  }

  /// Gives back the memory of what will not be read again; it can be written to later. Advice only: nothing happens
  /// where the system does not take it.
  package static func giveBack(_ base: UnsafeMutableRawPointer?, count: Int) {
    guard let base else { return }
    let skipped = -Int(bitPattern: base) & (page - 1)
    if count - skipped >= page { _ = madvise(base + skipped, (count - skipped) & ~(page - 1), MADV_DONTNEED) }
  }
}

/// Zeroed memory for tables that are read at random, of which only what is touched takes room.
///
/// SAFETY of `@unchecked Sendable`: the object holds addresses that never change; what threads do with the memory
/// behind them is for those to say who hand it out.
package final class PageMemory: @unchecked Sendable {
  private static let hugePage = 1 << 21
  private let mapping: UnsafeMutableRawPointer
  private let mappingSize: Int
  /// The first byte, aligned to a page.
  package let base: UnsafeMutableRawPointer

  /// - Parameters: - inHugePages: Whether so much will be used that huge pages, which exist as a whole from the first
  ///   touch, are worth it. - isReserve: Whether it may be more than the machine has, because little of it will ever be
  ///   touched.
  package init(byteCount: Int, inHugePages: Bool = true, isReserve: Bool = false) {
    let size = max(byteCount, 4096)
    let isHuge = inHugePages && size >= Self.hugePage
    mappingSize = isHuge ? (size + 2 * Self.hugePage - 1) & ~(Self.hugePage - 1) : (size + 4095) & ~4095
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | (isReserve ? MAP_NORESERVE : 0)
    let mapped = mmap(nil, mappingSize, PROT_READ | PROT_WRITE, flags, -1, 0)
    guard let mapped, mapped != MAP_FAILED else { ResourceExhaustion.happened(.memory) }
    mapping = mapped
    let address = Int(bitPattern: mapped)
    base = isHuge ? mapped + ((address + Self.hugePage - 1) & ~(Self.hugePage - 1)) - address : mapped
    // Before the first touch, or the pages are small already.
    if isHuge { _ = madvise(base, size, MADV_HUGEPAGE) }
  }

  deinit { munmap(mapping, mappingSize) }
}
