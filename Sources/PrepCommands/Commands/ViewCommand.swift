import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep view`: a token stream or a shard set as JSON Lines.
struct ViewCommand: StageCommand {
  static let name = "view"
  static let abstract = "Show token streams and MDS datasets as JSON Lines or text"
  static let group = CommandGroup.packing
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep tokenize train.jsonl | prep view --decode --source train.jsonl --limit 3",
        "See which tokens are trained, with the source line of each document"),
      CommandExample(
        "prep tokenize train.jsonl | prep view | head -n 10 | prep shard -o shards/",
        "Filter rows with other tools, then continue"),
    ]
  }

  var options = ViewJob.Options()
  var files: [String] = []
  var page: String?
  var color = ColorChoice.auto
  var sources: [String] = []
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<ViewCommand> {
    OptionTable(
      ViewCommand(), operand: .tokenSets(\.files),
      ViewJob.Options.definitions.at(\.options),
      [
        .value(
          "html", "FILE", \.page, .file,
          "Write the rows as an HTML page, every token with its weight; JSON only with --output"),
        .value("color", "WHEN", \.color, .choice, "When output for people is in colors"),
        .repeated(
          "source", "FILE", \.sources, .file,
          "Records the tokens were made from, to show the source line of each document. May be repeated"),
      ],
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    var options = options
    let isTerminal = (output.output ?? "-") == "-" && Console.outputIsTerminal
    options.isForTerminal = isTerminal || color == .always
    options.usesColor = color.isUsed(onTerminal: isTerminal)
    let shown = try session.run(
      ViewJob(
        options, inputs: JobInput.files(files), sources: sources.map { JobInput(path: $0) },
        output: page != nil && output.output == nil ? nil : output.text, page: page.map { JobOutput(path: $0) }))
    session.summarize(Counted(shown.rows, "row").description)
  }
}
