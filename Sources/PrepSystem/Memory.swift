#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Looking at bytes in memory.
///
/// It is public, and all of it inlinable, because these are called in the innermost loops of other modules.
public enum Memory {
  /// Whether two places hold the same bytes.
  @inlinable @inline(__always)
  public static func areEqual(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int) -> Bool {
    memcmp(left, right, count) == 0
  }

  /// How far behind a place a byte first stands; nil when it is not among so many bytes.
  @inlinable @inline(__always)
  public static func offset(of byte: UInt8, from base: UnsafeRawPointer, _ count: Int) -> Int? {
    memchr(base, CInt(byte), count).map { UnsafeRawPointer($0) - base }
  }
}

/// Memory from the C heap, which grows in place where the system can remap its pages.
package enum HeapMemory {
  package static func allocate(_ size: Int) -> UnsafeMutableRawPointer { prepared(malloc(size), size) }

  package static func reallocate(_ memory: UnsafeMutableRawPointer, _ size: Int) -> UnsafeMutableRawPointer {
    prepared(realloc(memory, size), size)
  }

  package static func free(_ memory: UnsafeMutableRawPointer) { systemFree(memory) }

  private static func prepared(_ memory: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer {
    guard let memory else { ResourceExhaustion.happened(.memory) }
    LargePages.request(memory, count: size)
    return memory
  }
}

private func systemFree(_ memory: UnsafeMutableRawPointer) { free(memory) }
