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
      .value("threads", "N", \.threads, .quantity(in: 1...1024), "Number of threads; never changes the output")
        .defaulting(to: "all cores"),
      .value("report", "FILE", \.report, .file, "Write run statistics to FILE as JSON"),
      .value(
        "directory", "DIR", \.directory, .name("the name of a folder").completed(by: .directory),
        "Change to this directory first"),
      .value(
        "progress-fd", "N", \.progressDescriptor, .quantity(in: 3...65535),
        "Write progress to an open file, as JSON Lines"
      ).hidden(),
      .flag("quiet", short: "q", \.quiet, "No summary, no progress"),
    ]
  }
}
