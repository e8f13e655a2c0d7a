import PrepJobs
import PrepOptions

/// `prep format`: gives prompts and completions the form that completion models are trained with.
struct FormatCommand: StageCommand {
  static let name = "format"
  static let abstract =
    "Add separators and stop sequences; preview chat templates"
  static let group = CommandGroup.cleaning
  static var examples: [CommandExample] {
    [
      CommandExample("prep format --suggest pairs.jsonl", "Preview the changes"),
      CommandExample(
        "prep format --labels single --tokenizer cl100k reviews.csv -o reviews.jsonl",
        "Texts and labels of a table, each label as one token"),
    ]
  }

  var options = FormatJob.Options()
  var files = InputFiles()
  var output = RecordOutputOptions()
  var inPlace = InPlaceOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<FormatCommand> {
    OptionTable(
      FormatCommand(), operand: .inputs(\.files.paths),
      FormatJob.Options.definitions.at(\.options), InputFiles.definitions.at(\.files),
      RecordOutputOptions.definitions.at(\.output, section: "Output"),
      InPlaceOptions.definitions.at(\.inPlace, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws {
    try options.check()
    try inPlace.check(
      output.file, files, options.reading,
      ["suggest": options.onlySuggests, "plain": options.isPlain, "output-format": output.format != nil])
  }

  private var target: JobOutput {
    get throws {
      if options.onlySuggests { return try output.text(for: "--suggest") }
      return options.isPlain ? try output.text(for: "--plain") : try output.records(of: files.splits)
    }
  }

  func execute(_ session: Session) throws {
    let inputs = try files.inputs()
    guard inPlace.isAsked else {
      return session.say(try session.run(FormatJob(options, inputs: inputs, output: try target)))
    }
    var options = options
    let rejects = options.invalid.rejects.map { SharedOutput($0) }
    options.invalid.rejects = rejects?.output
    try session.replace(inputs, options.reading, sharing: [rejects]) {
      FormatJob(options, inputs: [$0], output: $1)
    } say: {
      session.say($0)
    }
  }
}
