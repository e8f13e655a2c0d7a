import ArgumentParser
import PrepJobs

/// What a command reads.
struct InputOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Files to read, in order; none or '-' is standard input.", valueName: "FILE"))
  var files: [String] = []

  @Option(help: ArgumentHelp("The longest line taken, in bytes.", valueName: "SIZE"))
  var maxLine: Quantity = Quantity(64 << 20)

  init() {}

  func validate() throws { try checked { () throws(JobFailure) in try values.check() } }

  /// The files, or standard input.
  var inputs: [JobInput] { JobInput.files(files) }

  /// How they are read, as jobs take it.
  var values: PrepJobs.InputOptions {
    var values = PrepJobs.InputOptions()
    values.longestLine = maxLine.value
    return values
  }
}
