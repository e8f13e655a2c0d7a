import ArgumentParser
import PrepJobs

/// `prep merge`: the parts of a job to one shard set.
struct MergeCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Makes one shard set of the parts of a job.")

  @Argument(help: ArgumentHelp("The directory with the parts, part-00000 and so on.", valueName: "DIRECTORY"))
  var directory: String

  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    let made = try session.run(MergeJob(directory: directory))
    session.summarize(
      "\(Counted(made.parts, "part")), \(Counted(made.shards, "shard")), \(Counted(made.rows, "row")), \(Counted(made.tokens, "token")) in \(directory)")
  }
}
