import PrepOptions

/// The options every command has.
struct RunOptions {
  /// The number of threads that was asked for; nil is all cores.
  var threads: Int?
  /// The file that the counts of the run go to.
  var report: String?
  /// The folder in which the run looks for files; nil is the one it was started in.
  var directory: String?
  /// The open file or pipe that a program reads progress from; it is no option for people.
  var progressDescriptor: Int?
  /// Whether there is no summary and no progress display.
  var quiet = false

  /// The options of a command.
  static var definitions: [OptionDefinition<RunOptions>] {
    [
      .value("threads", "N", \.threads, .quantity(in: 1...1024), "Threads to use. The output never depends on it")
        .defaulting(to: "all cores"),
      .value("report", "FILE", \.report, .file, "Write the counts of the run to a file, as one JSON object"),
      .value(
        "directory", "DIR", \.directory, .name("the name of a folder").completed(by: .directory),
        "Change to this folder before anything else is done"),
      .value(
        "progress-fd", "N", \.progressDescriptor, .quantity(in: 3...65535),
        "Write progress to an open file, as JSON Lines"
      ).hidden(),
      .flag("quiet", short: "q", \.quiet, "No summary and no progress display"),
    ]
  }
}
