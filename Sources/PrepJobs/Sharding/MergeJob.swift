import PrepShards

/// The parts of a job to one shard set.
package struct MergeJob: Job {
  package typealias Summary = ShardMerger.Summary

  /// The directory with the parts, `part-00000` and so on, where the set is made.
  package var directory: String

  package init(directory: String) { self.directory = directory }

  package func execute(_ context: JobContext) throws -> Summary {
    let summary = try ShardMerger.merge(directory: directory)
    context.report.add(summary.parts, to: "parts")
    context.report.add(summary.shards, to: "shards")
    context.report.add(summary.samples, to: "rows")
    context.report.add(summary.tokens, to: "tokens")
    return summary
  }
}
