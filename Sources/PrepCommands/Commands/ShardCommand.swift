import ArgumentParser
import PrepShards
import PrepTokens

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
    let writer = ShardWriter(directory: shards.output, options: shards.writerOptions(threads: session.threads))
    var header = source.header
    header.provenance.append("\(Version.text) shard")
    let summary = try writer.write(header) { try source.next() }
    shards.summarize(summary, session)
  }
}
