import PrepJobs
import PrepOptions

/// `prep pack`: sequences into rows of a fixed length.
struct PackCommand: StageCommand {
  static let name = "pack"
  static let abstract = "Pack token sequences into rows of at most N tokens"
  static let group = CommandGroup.packing
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep tokenize train.jsonl | prep pack --length 2048 | prep shard -o shards/",
        "From records to shards"),
      CommandExample(
        "prep tokenize train.jsonl | prep pack --length 512 --strategy wrap -o train.rows",
        "Equal rows, for trainers that ignore document boundaries"),
    ]
  }

  var options = PackingOptions.none
  var files: [String] = []
  var output = TokenOutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<PackCommand> {
    OptionTable(
      PackCommand(), operand: .tokenStreams(\.files),
      PackingOptions.definitions.at(\.options, section: "Rows"),
      TokenOutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws { try options.check() }

  func execute(_ session: Session) throws {
    session.say(
      try session.run(PackJob(options, inputs: JobInput.files(files), output: output.target, writesText: output.json)))
  }
}
