import PrepShards
import PrepTokens

/// A token stream to a shard set.
public struct ShardJob: Job {
  /// What was written.
  public typealias Summary = ShardWriter.Summary

  /// How it is done.
  public var options: ShardOptions
  /// Token streams, binary or text.
  public var inputs: [JobInput]

  /// A job, ready to be run.
  public init(_ options: ShardOptions, inputs: [JobInput]) {
    self.options = options
    self.inputs = inputs
  }

  public func execute(_ context: JobContext) throws -> Summary {
    try options.check()
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    let summary = try ShardSetWriting(options, context).write(try TokenStreamSource(inputs))
    if summary.samples == 0 { context.warnOfNothing(inputs, "sequence of tokens") }
    ShardSetWriting.count(summary, into: &context.report)
    return summary
  }
}
