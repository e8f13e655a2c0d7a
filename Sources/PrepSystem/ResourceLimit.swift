#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// What the system lets this process have at most.
package enum ResourceLimit: String, Sendable, CaseIterable {
  case openFiles = "open files"
  case fileSize = "file size"
  case addressSpace = "address space"
  case processorTime = "processor time"

  /// Whether it is a number of bytes.
  package var isOfBytes: Bool { self == .fileSize || self == .addressSpace }

  /// How much: files, bytes or seconds; nil where there is no limit.
  package var value: Int? {
    var limit = rlimit()
    let failed =
      switch self {
      case .openFiles: getrlimit(Self.resource(RLIMIT_NOFILE), &limit)
      case .fileSize: getrlimit(Self.resource(RLIMIT_FSIZE), &limit)
      case .addressSpace: getrlimit(Self.resource(RLIMIT_AS), &limit)
      case .processorTime: getrlimit(Self.resource(RLIMIT_CPU), &limit)
      }
    return failed == 0 ? Int(exactly: limit.rlim_cur) : nil
  }

  #if canImport(Glibc)
    private static func resource(_ number: __rlimit_resource) -> __rlimit_resource_t {
      __rlimit_resource_t(number.rawValue)
    }
  #else
    private static func resource(_ number: CInt) -> CInt { number }
  #endif
}

/// The room of a file system.
package enum FileSystemRoom {
  /// The bytes that a user may still write where a path leads; nil where the system does not say.
  package static func free(at path: String) -> Int? {
    try? PathText.withName(path) { name throws(SystemError) in
      var status = statvfs()
      guard systemStatus(name, &status) == 0 else { throw .last }
      return Int(
        clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue)
    }
  }
}

private func systemStatus(_ name: UnsafePointer<CChar>, _ status: inout statvfs) -> CInt { statvfs(name, &status) }
