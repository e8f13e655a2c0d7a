import PrepBytes
import PrepSystem

/// Opening what a job writes.
package enum OutputFile {
  /// A sink for a path: nil and `-` are standard output, a file appears whole or not at all, and a device, pipe or
  /// socket is written to as it stands.
  ///
  /// - Throws: `IOFailure` with code `cannotCreate`; `failed` for a standard output that is closed.
  package static func open(_ path: String?) throws -> any ByteSink {
    guard let path, path != "-" else {
      // Before the work, not at its end.
      guard Descriptor.standardOutput.canBeWritten else { throw IOFailure.cannotWrite("<stdout>", .badDescriptor) }
      return FileByteSink.standardOutput()
    }
    switch FileStatus.of(path)?.kind {
    case nil, .file: return try AtomicFile(path: path)
    case .directory: throw IOFailure(.cannotCreate, "is a directory", path: path)
    default:
      do { return FileByteSink(descriptor: try Descriptor(opening: path, for: .writing), name: path) } catch {
        throw IOFailure(.cannotCreate, "cannot be opened", path: path, errno: error)
      }
    }
  }
}
