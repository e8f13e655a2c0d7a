import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep join`: token streams and shard sets to one.
struct JoinCommand: StageCommand {
  static let name = "join"
  static let abstract = "Join token streams or MDS datasets into one"
  static let group = CommandGroup.packing
  static var examples: [CommandExample] {
    [
      CommandExample("prep join -o all/ monday/ tuesday/", "Add another day's shards without tokenizing again"),
      CommandExample(
        "prep join chats.tokens texts.tokens | prep pack --length 4096 | prep shard -o shards/",
        "Pack separately tokenized data into one dataset"),
    ]
  }

  var files: [String] = []
  var output = TokenSetOutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<JoinCommand> {
    OptionTable(
      JoinCommand(), operand: .tokenSets(\.files),
      TokenSetOutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  /// Of more inputs than these, each is no longer told by itself.
  private static let mostTold = 20

  func execute(_ session: Session) throws {
    let inputs = JobInput.files(files)
    let done = try session.run(JoinJob(inputs: inputs, target: try output.target(like: inputs)))
    for input in done.inputs.prefix(Self.mostTold) where done.inputs.count > 1 {
      session.summarize("\(input.name): \(Counted(input.rows, "row")), document IDs from \(input.firstDocument)")
    }
    if done.inputs.count > Self.mostTold {
      session.summarize("and \(Counted(done.inputs.count - Self.mostTold, "input")) more")
    }
    session.say(done.written)
  }
}
