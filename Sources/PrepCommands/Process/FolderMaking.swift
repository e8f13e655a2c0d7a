import PrepBytes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Folders that a command needs.
enum FolderMaking {
  /// Makes a folder and those that it lies in, where they are not there.
  ///
  /// - Throws: `IOFailure` when one cannot be made.
  static func make(_ path: String) throws {
    var folder = path.hasPrefix("/") ? "" : "."
    for name in path.split(separator: "/") {
      folder += "/\(name)"
      if mkdir(folder, 0o777) != 0, errno != EEXIST { throw IOFailure(.cannotCreate, "cannot be made", path: folder) }
    }
  }
}
