import ArgumentParser

/// `prep shard`: a token stream to a shard set.
struct ShardCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "shard", abstract: "Writes a token stream as a shard set that trainers read.")

  @OptionGroup var input: TokenInputOptions
  @OptionGroup(title: "Shards") var shards: ShardOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    session.progress.totalBytes = input.totalBytes
    let source = try TokenStreamSource(paths: input.paths)
    try shards.write(source, session)
  }
}
