import ArgumentParser

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a command reads.
struct InputOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Files to read, in order; none or '-' is standard input.", valueName: "FILE"))
  var files: [String] = []

  @Option(help: ArgumentHelp("The longest line taken, in bytes.", valueName: "SIZE"))
  var maxLine: Quantity = Quantity(64 << 20)

  init() {}

  func validate() throws {
    if maxLine.value < 1 { throw ValidationError("--max-line takes at least 1") }
  }

  /// The files, with standard input spelled `-`.
  var paths: [String] { files.isEmpty ? ["-"] : files }

  /// The bytes of all inputs as they lie on the disk, or nil when one is not a regular file.
  var totalBytes: Int? { Self.totalBytes(of: paths) }

  /// The bytes of inputs as they lie on the disk, or nil when one is not a regular file.
  static func totalBytes(of paths: [String]) -> Int? {
    var total = 0
    for path in paths {
      var status = stat()
      guard path == "-" ? fstat(STDIN_FILENO, &status) == 0 : stat(path, &status) == 0 else { return nil }
      guard status.st_mode & S_IFMT == S_IFREG else { return nil }
      total += Int(status.st_size)
    }
    return total
  }
}
