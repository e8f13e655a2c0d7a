#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory from the C heap, which grows in place where the system can remap its pages.
enum HeapMemory {
  /// From this size on, large pages save more in page faults than they waste.
  private static let large = 4 << 20

  static func allocate(_ size: Int) -> UnsafeMutableRawPointer { prepared(malloc(size), size) }

  static func reallocate(_ memory: UnsafeMutableRawPointer, _ size: Int) -> UnsafeMutableRawPointer {
    prepared(realloc(memory, size), size)
  }

  static func free(_ memory: UnsafeMutableRawPointer) {
    #if canImport(Glibc)
      Glibc.free(memory)
    #elseif canImport(Musl)
      Musl.free(memory)
    #elseif canImport(Darwin)
      Darwin.free(memory)
    #endif
  }

  private static func prepared(_ memory: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer {
    guard let memory else { preconditionFailure("out of memory") }
    #if os(Linux)
      if size >= large {
        let page = 4096
        let first = (Int(bitPattern: memory) + page - 1) & ~(page - 1)
        madvise(UnsafeMutableRawPointer(bitPattern: first), Int(bitPattern: memory) + size - first, MADV_HUGEPAGE)
      }
    #endif
    return memory
  }
}
