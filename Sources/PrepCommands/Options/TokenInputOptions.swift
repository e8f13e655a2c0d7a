import ArgumentParser

/// The token streams a command reads.
struct TokenInputOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Token streams to read, binary or JSON Lines, in order; none or '-' is standard input.", valueName: "FILE"))
  var files: [String] = []

  init() {}

  /// The files, with standard input spelled `-`.
  var paths: [String] { files.isEmpty ? ["-"] : files }

  /// The bytes of all inputs as they lie on the disk, or nil when one is not a regular file.
  var totalBytes: Int? { InputOptions.totalBytes(of: paths) }
}
