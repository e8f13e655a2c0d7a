import PrepShards
import PrepTokens

/// A token stream to a shard set.
package struct ShardJob: Job {
  package typealias Summary = ShardWriter.Summary

  package var options: ShardOptions
  /// Token streams, binary or text.
  package var inputs: [JobInput]

  package init(_ options: ShardOptions, inputs: [JobInput]) {
    self.options = options
    self.inputs = inputs
  }

  package func execute(_ context: JobContext) throws -> Summary {
    try options.check()
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    let summary = try ShardSetWriting(options, context).write(try TokenStreamSource(inputs))
    ShardSetWriting.count(summary, into: &context.report)
    return summary
  }
}
