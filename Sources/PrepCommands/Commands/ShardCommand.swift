import ArgumentParser
import PrepJobs

/// `prep shard`: a token stream to a shard set.
struct ShardCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "shard", abstract: "Writes a token stream as a shard set that trainers read.")

  @OptionGroup var input: TokenInputOptions
  @OptionGroup(title: "Shards") var shards: ShardOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    session.say(try session.run(ShardJob(shards.values, inputs: input.inputs)))
  }
}
