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

  /// How many shards the index of a set may name without a warning: some 50 MB.
  private static let usualShards = 100_000

  /// The directory with the parts, `part-00000` and so on, where the set is made.
  public var directory: String

  /// Whether the manifests of the parts are all that is read and has to be there: no shard is looked for.
  public var readsManifestsOnly = false
  /// Whether attempts at parts that did not come to their end are removed.
  public var removesAttempts = false

  /// The defaults, for a directory.
  public init(directory: String) { self.directory = directory }

  public func execute(_ context: JobContext) throws -> Summary {
    var options = ShardMerger.Options()
    options.readsManifestsOnly = readsManifestsOnly
    options.removesAttempts = removesAttempts
    let made = try ShardMerger.merge(directory: directory, options: options)
    if !made.attempts.isEmpty { context.note(.attemptsLeft(made.attempts, removed: removesAttempts)) }
    if made.shards > Self.usualShards { context.note(.manyShards(made.shards)) }
    let summary = Summary(parts: made.parts, shards: made.shards, rows: made.samples, tokens: made.tokens)
    context.report.add(summary.parts, to: "parts")
    context.report.add(summary.shards, to: "shards")
    context.report.add(summary.rows, to: "rows")
    context.report.add(summary.tokens, to: "tokens")
    return summary
  }
}
