import ArgumentParser
import PrepBytes

/// Where a command writes its data.
struct OutputOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file, which appears only when it is whole (default: standard output).", valueName: "FILE"))
  var output: String?

  init() {}

  /// The sink for text.
  func open() throws -> any ByteSink { try OutputFile.open(output) }

  /// The sink for binary data, which a terminal is not.
  ///
  /// - Parameter hint: What to do instead, for the message.
  func openBinary(hint: String = "use -o FILE, a pipe, or --json") throws -> any ByteSink {
    try OutputFile.openBinary(output, hint: hint)
  }
}
