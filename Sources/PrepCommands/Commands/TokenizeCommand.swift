import PrepJobs
import PrepOptions

/// `prep tokenize`: examples to a token stream.
struct TokenizeCommand: StageCommand {
  static let name = "tokenize"
  static let abstract = "Turn records into token sequences with a loss mask"
  static let group = CommandGroup.packing
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep tokenize train.jsonl | prep pack --length 2048 | prep shard -o shards/",
        "From records to shards"),
      CommandExample(
        "prep tokenize --template chatml --mask last chats.jsonl -o chats.tokens",
        "Chats in ChatML: train on the last assistant message"),
      CommandExample(
        "prep tokenize train.jsonl | prep view --decode --limit 1",
        "See which tokens of the first record are trained"),
    ]
  }

  var options = TokenizeJob.Options()
  var files = InputFiles()
  var output = TokenOutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<TokenizeCommand> {
    OptionTable(
      TokenizeCommand(), operand: .inputs(\.files.paths),
      TokenizeJob.Options.definitions.at(\.options), InputFiles.definitions.at(\.files),
      TokenOutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws { try options.check() }

  func execute(_ session: Session) throws {
    session.say(
      try session.run(
        TokenizeJob(
          options, inputs: try files.inputs(options.examples.isText ? .texts : .records), output: output.target,
          writesText: output.json)))
  }
}
