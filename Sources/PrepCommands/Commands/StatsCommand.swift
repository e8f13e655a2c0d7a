import PrepDiagnostics
import PrepJobs
import PrepOptions
import PrepSummarizing

/// `prep stats`: what a set of records is like, in numbers.
struct StatsCommand: StageCommand {
  static let name = "stats"
  static let abstract = "Summarize records: sizes, tokens, labels, roles, duplicates"
  static let group = CommandGroup.cleaning
  static let discussion =
    "prep stats merge adds up the statistics of parts, which --json writes; see prep help stats merge."
  static var examples: [CommandExample] {
    [
      CommandExample("prep stats --per source web.jsonl", "Size of each source"),
      CommandExample(
        "prep stats -t cl100k --html page.html train.jsonl",
        "A page with charts, and the padding at several row lengths"),
    ]
  }

  var options = StatsJob.Options()
  var view = StatsView()
  var files = InputFiles()
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<StatsCommand> {
    OptionTable(
      StatsCommand(), operand: .inputs(\.files.paths),
      StatsView.definitions.at(\.view), StatsJob.Options.definitions.at(\.options), InputFiles.definitions.at(\.files),
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws { try options.check() }

  func execute(_ session: Session) throws {
    var view = view
    if output.output == nil { view.width = Console.outputWidth ?? view.width }
    let summary = try session.run(StatsJob(options, view, inputs: try files.inputs(), output: output.text))
    session.summarize("\(Counted(summary.records.count, "record")) read, \(Counted.grouped(summary.invalid)) invalid")
  }
}

/// `prep stats merge`: the statistics of several parts added up.
struct StatsMergeCommand: StageCommand {
  static let name = "merge"
  static let parentNames = ["stats"]
  static let abstract = "Add up the statistics of several parts"
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep stats merge part-*.json --html page.html", "Combine the statistics of several machines")
    ]
  }

  var files: [String] = []
  var view = StatsView()
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<StatsMergeCommand> {
    OptionTable(
      StatsMergeCommand(),
      operand: .any("STATS", \.files, isRequired: true, "Files that prep stats --json has written, in any order"),
      StatsView.definitions.at(\.view), OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    var view = view
    if output.output == nil { view.width = Console.outputWidth ?? view.width }
    let summary = try session.run(
      MergeStatsJob(view, inputs: files.map { JobInput(path: $0) }, output: output.text))
    session.summarize("\(Counted(summary.records.count, "record")) in \(Counted(files.count, "part"))")
  }
}
