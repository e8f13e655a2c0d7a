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
        "Which tokens are trained, with the lines of the file"),
      CommandExample(
        "prep tokenize train.jsonl | prep view | head -n 10 | prep shard -o shards/",
        "Pick rows with other tools, and go on with them"),
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
          "Write the rows as a page for a browser, every token with its weight; as JSON only with --output"),
        .value("color", "WHEN", \.color, .choice, "When output for people is in colors"),
        .repeated(
          "source", "FILE", \.sources, .file,
          "The records that the tokens were made from: say which line each document is. May be given several times"),
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
