import PrepJobs
import PrepOptions

/// `prep format`: gives prompts and completions the form that completion models are trained with.
struct FormatCommand: StageCommand {
  static let name = "format"
  static let abstract =
    "Gives prompts and completions separators, stop sequences and short labels; shows chats as text"
  static let group = CommandGroup.cleaning
  static var examples: [CommandExample] {
    [
      CommandExample("prep format --suggest pairs.jsonl", "See what would be done"),
      CommandExample(
        "prep format --labels single --tokenizer cl100k reviews.csv -o reviews.jsonl",
        "Texts and labels of a table as prompts and completions of one token"),
    ]
  }

  var options = FormatJob.Options()
  var files = InputFiles()
  var output = RecordOutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<FormatCommand> {
    OptionTable(
      FormatCommand(), operand: .inputs(\.files.paths),
      FormatJob.Options.definitions.at(\.options), InputFiles.definitions.at(\.files),
      RecordOutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws { try options.check() }

  private var target: JobOutput {
    get throws {
      if options.onlySuggests { return try output.text(for: "--suggest") }
      return options.isPlain ? try output.text(for: "--plain") : try output.records(of: files.splits)
    }
  }

  func execute(_ session: Session) throws {
    session.say(try session.run(FormatJob(options, inputs: try files.inputs(), output: try target)))
  }
}
