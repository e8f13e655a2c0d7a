import PrepJobs
import PrepOptions

/// `prep merge`: the parts of a job to one shard set.
struct MergeCommand: StageCommand {
  static let name = "merge"
  static let abstract = "Makes one shard set of the parts of a job"
  static let group = CommandGroup.packing
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep merge shards/ && prep verify shards/",
        "Parts that ran on several machines become one set")
    ]
  }

  var directory = ""
  var runOptions = RunOptions()

  static var table: OptionTable<MergeCommand> {
    OptionTable(
      MergeCommand(),
      operand: .one(
        "DIRECTORY", \.directory, completion: .directory, "The directory with the parts, part-00000 and so on"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    let made = try session.run(MergeJob(directory: directory))
    let shards = "\(Counted(made.parts, "part")), \(Counted(made.shards, "shard"))"
    session.summarize("\(shards), \(Counted(made.rows, "row")), \(Counted(made.tokens, "token")) in \(directory)")
  }
}
