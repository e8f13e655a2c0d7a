import PrepBytes
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Opening what a job writes.
package enum OutputFile {
  /// A sink for a path: nil and `-` are standard output, a file appears whole or not at all, and a device, pipe or
  /// socket is written to as it stands.
  ///
  /// - Throws: `IOFailure` with code `cannotCreate`.
  package static func open(_ path: String?) throws -> any ByteSink {
    guard let path, path != "-" else { return FileByteSink.standardOutput() }
    var status = stat()
    guard stat(path, &status) == 0 else { return try AtomicFile(path: path) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return try AtomicFile(path: resolved(path))
    case S_IFDIR: throw IOFailure(.cannotCreate, "is a directory", path: path)
    default:
      do {
        return FileByteSink(descriptor: try .open(FilePath(path), .writeOnly, options: [.closeOnExec]), name: path)
      } catch let errno as Errno { throw IOFailure(.cannotCreate, "cannot be opened", path: path, errno: errno) }
    }
  }

  /// Where a link leads, so that renaming replaces the file and not the link.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
