import PrepJobs
import PrepOptions

/// `prep tokenizer show`: what is in a tokenizer, or what becomes of texts with it.
struct TokenizerShowCommand: StageCommand {
  static let name = "show"
  static let parentNames = ["tokenizer"]
  static let abstract =
    "Show a tokenizer's size, pattern, special tokens and fingerprint; with --on, compare on texts"
  static var examples: [CommandExample] {
    [
      CommandExample("prep tokenizer show --json", "As JSON"),
      CommandExample(
        "prep tokenizer show prep-32k --against prep-8k --on notes.txt",
        "Compare two tokenizers on texts"),
    ]
  }

  var options = ShowTokenizerJob.Options()
  var texts: [String] = []
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<TokenizerShowCommand> {
    OptionTable(
      TokenizerShowCommand(),
      operand: .optional(
        "NAME", \.options.tokenizer.name, completion: .printed(by: "tokenizer list"),
        "Tokenizer name, file, folder, or VOCAB,MERGES (default: the built-in one)"),
      ShowTokenizerJob.Options.definitions.at(\.options),
      [
        .repeated(
          "on", "FILE", \.texts, .file,
          "Show how this text is tokenized: bytes per token, words, unused tokens. May be repeated")
      ],
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    try session.run(ShowTokenizerJob(options, inputs: texts.map { JobInput(path: $0) }, output: output.text))
  }
}
