import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep tokenizer prune`: a tokenizer without the tokens that some texts have no use for.
struct TokenizerPruneCommand: StageCommand {
  static let name = "prune"
  static let parentNames = ["tokenizer"]
  static let abstract = "Remove the tokens that a set of texts does not use"
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep tokenizer prune prep-8k --keep-on notes.txt --ids ids.txt -o small.json",
        "Shrink a vocabulary to what some texts use")
    ]
  }

  var options = PruneTokenizerJob.Options()
  var texts: [String] = []
  var map = ""
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<TokenizerPruneCommand> {
    OptionTable(
      TokenizerPruneCommand(),
      operand: .optional(
        "NAME", \.options.tokenizer.name, completion: .printed(by: "tokenizer list"),
        "Tokenizer name, file, folder, or VOCAB,MERGES (default: the built-in one)"),
      PruneTokenizerJob.Options.definitions.at(\.options),
      [
        .repeated(
          "keep-on", "FILE", \.texts, .file, "A file whose texts keep their tokens. May be given several times"
        ).common(),
        .value(
          "ids", "FILE", \.map, .file,
          "Write the old ID of each remaining token, one per line, from the new ID 0"
        ).required(),
      ],
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws {
    try options.check()
    if texts.isEmpty { throw JobFailure("option-needs-another", "--keep-on names the texts whose tokens stay") }
  }

  func execute(_ session: Session) throws {
    let made = try session.run(
      PruneTokenizerJob(
        options, inputs: texts.map { JobInput(path: $0) }, output: output.text, map: JobOutput(path: map)))
    session.summarize("\(Counted(made.after, "id")) of \(made.before); the texts have \(made.used)")
  }
}
