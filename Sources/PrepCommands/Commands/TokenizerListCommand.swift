import PrepJobs
import PrepOptions

/// `prep tokenizer list`: the tokenizers that have a name here.
struct TokenizerListCommand: StageCommand {
  static let name = "list"
  static let parentNames = ["tokenizer"]
  static let abstract = "List the tokenizers available by name"
  static var examples: [CommandExample] {
    [
      CommandExample("prep tokenizer list | cut -f1", "Names only")
    ]
  }

  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<TokenizerListCommand> {
    OptionTable(
      TokenizerListCommand(),
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws { try session.run(ListTokenizersJob(output: output.text)) }
}
