import ArgumentParser
import PrepJobs

/// The token streams a command reads.
struct TokenInputOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Token streams to read, binary or JSON Lines, in order; none or '-' is standard input.", valueName: "FILE"))
  var files: [String] = []

  init() {}

  /// The files, or standard input.
  var inputs: [JobInput] { JobInput.files(files) }
}
