import ArgumentParser
import PrepJobs

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a command writes its data.
struct OutputOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file, which appears only when it is whole (default: standard output).", valueName: "FILE"))
  var output: String?

  init() {}

  /// Where text goes.
  var text: JobOutput { JobOutput(path: output) }

  /// Where binary data goes, which no terminal takes.
  ///
  /// - Parameter hint: What to do instead, for the message.
  func binary(hint: String = "use -o FILE, a pipe, or --json") -> JobOutput {
    JobOutput { [output] in
      if output == nil || output == "-", isatty(STDOUT_FILENO) == 1 {
        throw UsageError("binary data is not written to a terminal: \(hint)")
      }
      return try OutputFile.open(output)
    }
  }
}
