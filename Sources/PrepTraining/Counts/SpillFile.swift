internal import PrepBytes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file without a name, which the system removes with the process: written once, then read once.
final class SpillFile: ByteSink, ByteSource {
  let name = "temporary counts"
  private let descriptor: CInt

  /// - Throws: `IOFailure` when the folder for temporaries (`TMPDIR`) cannot be written to.
  init() throws {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(folder)/prep-counts.XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw IOFailure(.cannotCreate, "no temporary can be made there", path: folder) }
    _ = unlink(template)
  }

  deinit { close(descriptor) }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while let base = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
      let written = Self.systemWrite(descriptor, base, rest.count)
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw IOFailure(.failed, "temporary counts cannot be written: \(String(cString: strerror(errno)))", path: name) }
      rest = rest.dropFirst(written)
    }
  }

  /// Goes back to the beginning, to be read.
  func finish() throws { lseek(descriptor, 0, SEEK_SET) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = Self.systemRead(descriptor, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw IOFailure(.failed, "temporary counts cannot be read", path: name) }
      return count
    }
  }

  private static func systemWrite(_ descriptor: CInt, _ base: UnsafeRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, base, count)
    #elseif canImport(Musl)
      Musl.write(descriptor, base, count)
    #else
      Darwin.write(descriptor, base, count)
    #endif
  }

  private static func systemRead(_ descriptor: CInt, _ base: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.read(descriptor, base, count)
    #elseif canImport(Musl)
      Musl.read(descriptor, base, count)
    #else
      Darwin.read(descriptor, base, count)
    #endif
  }
}
