import PrepJobs
import PrepOptions

/// `prep tokenizer check`: a tokenizer held against itself.
struct TokenizerCheckCommand: StageCommand {
  static let name = "check"
  static let parentNames = ["tokenizer"]
  static let abstract =
    "Check that a tokenizer round-trips text and encodes consistently"
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep tokenizer check tokenizer.json --text texts.jsonl",
        "Check a tokenizer on the texts it is for")
    ]
  }

  var options = CheckTokenizerJob.Options()
  var texts: [String] = []
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<TokenizerCheckCommand> {
    OptionTable(
      TokenizerCheckCommand(),
      operand: .optional(
        "NAME", \.options.tokenizer.name, completion: .printed(by: "tokenizer list"),
        "Tokenizer name, file, folder, or VOCAB,MERGES (default: the built-in one)"),
      CheckTokenizerJob.Options.definitions.at(\.options),
      [
        .repeated(
          "text", "FILE", \.texts, .file, "Also check on the texts of this file. May be repeated")
      ],
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    let inputs = texts.map { JobInput(path: $0) }
    if try session.run(CheckTokenizerJob(options, inputs: inputs, output: output.text)).faults > 0 {
      throw ExitStatus.findings
    }
  }
}
