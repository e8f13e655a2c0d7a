import ArgumentParser
import PrepShards

/// `prep merge`: the parts of a job to one shard set.
struct MergeCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Makes one shard set of the parts of a job.")

  @Argument(help: ArgumentHelp("The directory with the parts, part-00000 and so on.", valueName: "DIRECTORY"))
  var directory: String

  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    let summary = try ShardMerger.merge(directory: directory)
    session.report.add(summary.parts, to: "parts")
    session.report.add(summary.shards, to: "shards")
    session.report.add(summary.samples, to: "rows")
    session.report.add(summary.tokens, to: "tokens")
    session.summarize(
      "\(Counted(summary.parts, "part")), \(Counted(summary.shards, "shard")), \(Counted(summary.samples, "row")), \(Counted(summary.tokens, "token")) in \(directory)")
  }
}
