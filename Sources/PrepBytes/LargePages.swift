#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory that is about to be filled from one end to the other: with large pages a buffer of many megabytes costs few page faults.
package enum LargePages {
  /// From this size on, large pages save more than they waste.
  private static let smallest = 4 << 20

  /// Asks for large pages where the system has them; nothing depends on the answer.
  package static func request(_ memory: UnsafeMutableRawPointer?, count: Int) {
    #if os(Linux)
      guard let memory, count >= smallest else { return }
      let page = 4096
      let first = (Int(bitPattern: memory) + page - 1) & ~(page - 1)
      madvise(UnsafeMutableRawPointer(bitPattern: first), Int(bitPattern: memory) + count - first, MADV_HUGEPAGE)
    #endif
  }

  /// Gives back the memory of what will not be read again; it can be written to later. Advice only: nothing happens where the system does not take it.
  package static func giveBack(_ base: UnsafeMutableRawPointer?, count: Int) {
    #if os(Linux)
      guard let base else { return }
      let page = 1 << 12
      let skipped = -Int(bitPattern: base) & (page - 1)
      if count - skipped >= page { _ = madvise(base + skipped, (count - skipped) & ~(page - 1), 4) }
    #endif
  }
}
