import ArgumentParser

/// The options every command has.
struct RunOptions: ParsableArguments {
  @Option(name: .customLong("threads"), help: ArgumentHelp("Threads to use (default: all cores). The output never depends on it.", valueName: "N"))
  var threadCount: Quantity?

  @Option(help: ArgumentHelp("Write the counts of the run to a file, as one JSON object.", valueName: "FILE"))
  var report: String?

  @Flag(name: .shortAndLong, help: "No summary and no progress display.")
  var quiet = false

  init() {}

  func validate() throws {
    if let threadCount, !(1...1024).contains(threadCount.value) {
      throw ValidationError("--threads takes a number from 1 to 1024")
    }
  }

  /// The number asked for, or nil for all cores.
  var threads: Int? { threadCount?.value }
}
