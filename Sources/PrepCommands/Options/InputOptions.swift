import ArgumentParser
import PrepSystem

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
      let status = path == "-" ? try? Descriptor.standardInput.status() : FileStatus.of(path)
      guard let status, status.kind == .file else { return nil }
      total += status.size
    }
    return total
  }
}
