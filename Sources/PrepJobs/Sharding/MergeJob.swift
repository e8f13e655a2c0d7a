import PrepShards

/// The parts of a job to one shard set.
public struct MergeJob: Job {
  /// What was merged.
  public struct Summary: Sendable {
    /// How many parts there were.
    public var parts: Int
    /// How many shards there are.
    public var shards: Int
    /// Rows that were given.
    public var rows: Int
    /// How many tokens there are.
    public var tokens: Int
  }

  /// The directory with the parts, `part-00000` and so on, where the set is made.
  public var directory: String

  /// The defaults, for a directory.
  public init(directory: String) { self.directory = directory }

  public func execute(_ context: JobContext) throws -> Summary {
    let made = try ShardMerger.merge(directory: directory)
    let summary = Summary(parts: made.parts, shards: made.shards, rows: made.samples, tokens: made.tokens)
    context.report.add(summary.parts, to: "parts")
    context.report.add(summary.shards, to: "shards")
    context.report.add(summary.rows, to: "rows")
    context.report.add(summary.tokens, to: "tokens")
    return summary
  }
}
