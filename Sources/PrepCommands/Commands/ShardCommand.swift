import PrepJobs
import PrepOptions

/// `prep shard`: a token stream to a shard set.
struct ShardCommand: StageCommand {
  static let name = "shard"
  static let abstract = "Write an MDS dataset for MosaicML StreamingDataset"
  static let group = CommandGroup.packing
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep tokenize train.jsonl | prep pack --length 2048 | prep shard -o shards/",
        "From records to shards"),
      CommandExample(
        "prep tokenize train.jsonl | prep pack --length 2048 | prep shard --resume -o shards/",
        "Finish an interrupted run"),
    ]
  }

  var options = ShardOptions.none
  var files: [String] = []
  var runOptions = RunOptions()

  static var table: OptionTable<ShardCommand> {
    OptionTable(
      ShardCommand(), operand: .tokenStreams(\.files),
      ShardOptions.definitions.at(\.options, section: "Shards"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws { try options.check() }

  func execute(_ session: Session) throws {
    session.say(try session.run(ShardJob(options, inputs: JobInput.files(files))))
  }
}
