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
}
