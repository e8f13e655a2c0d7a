import PrepJobs
import PrepOptions

/// `prep count`: how many tokens texts or records have.
struct CountCommand: StageCommand {
  static let name = "count"
  static let abstract = "Count tokens"
  static let group = CommandGroup.tokenizers
  static var examples: [CommandExample] {
    [
      CommandExample("cat *.md | prep count", "Count the tokens of another program's output"),
      CommandExample("prep count --quiet *.md | sort -rn | head", "Files by number of tokens, largest first"),
    ]
  }

  var options = CountJob.Options()
  var files = InputFiles()
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<CountCommand> {
    OptionTable(
      CountCommand(), operand: .inputs(\.files.paths),
      CountJob.Options.definitions.at(\.options), InputFiles.definitions.at(\.files),
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws { try options.encoding.check() }

  func execute(_ session: Session) throws {
    var options = options
    options.namesInputs = !files.areUnnamed
    session.say(try session.run(CountJob(options, inputs: try files.inputs(.texts), output: output.text)))
  }
}
