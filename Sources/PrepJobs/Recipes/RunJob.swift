import PrepShards
import PrepTokens

/// The whole job in one process: examples to a shard set.
///
/// The observer hears of the stages before the shards by ``JobNote/tokenized(_:)`` and ``JobNote/packed(_:)``, when
/// they have ended.
public struct RunJob: Job {
  /// What was written.
  public typealias Summary = ShardWriter.Summary

  /// How it is done; the defaults are those of the command.
  public struct Options: Sendable {
    /// How examples become tokens.
    public var tokenize = TokenizeJob.Options()
    /// How sequences are packed; nil stores them as they come.
    public var pack: PackingOptions?
    /// Where and how the set is written.
    public var shard: ShardOptions
    /// What stands for all that the bytes of the set depend on, inputs and options: with ``ShardOptions/resumes`` an
    /// interrupted run of the same identity is gone on with behind its last shard. Nil never is.
    public var identity: String?

    /// The defaults, for a shard set.
    public init(shard: ShardOptions) { self.shard = shard }

    /// - Throws: ``JobFailure`` for what makes no sense together.
    public func check() throws(JobFailure) {
      try tokenize.check()
      try pack?.check()
      try shard.check()
    }
  }

  /// How it is done.
  public var options: Options
  /// What is read, in order.
  public var inputs: [JobInput]
  /// The tokenizer, where it is being loaded already.
  package var tokenizer: EarlyTokenizer?

  /// A job, ready to be run.
  public init(_ options: Options, inputs: [JobInput]) { self.init(options, inputs: inputs, tokenizer: nil) }

  /// A job, ready to be run.
  package init(_ options: Options, inputs: [JobInput], tokenizer: EarlyTokenizer?) {
    self.options = options
    self.inputs = inputs
    self.tokenizer = tokenizer
  }

  public func execute(_ context: JobContext) throws -> Summary {
    try options.check()
    let invalid = try InvalidRecords(options.tokenize.invalid, context)
    let named = options.tokenize.tokenizer
    let early = try tokenizer?.load(for: named)
    if let early { NamedTokenizer.tell(early, context) }
    let tokenizer = try early ?? named.load(context, fingerprintsEarly: true)
    let tokens = try TokenizedInputs(options.tokenize, inputs, tokenizer, invalid, context)
    let rows = try options.pack.map { options in try ResumableStage(tokens.run) { try PackedRows(of: $0, options) } }
    let source: any ResumableSource = rows ?? tokens.run
    // Rejects of the interrupted run are gone with it.
    let identity = options.tokenize.invalid.rejects == nil ? options.identity : nil
    let run = identity.map { identity in
      ResumableRun(job: identity, save: { try source.save(to: &$0) }, restore: { try source.restore(from: $0) })
    }
    do {
      let summary = try ShardSetWriting(options.shard, context).write(source, run: run) {
        try invalid.finish()
        try tokens.refuseUnmatchedNames(options.tokenize, inputs, context)
        context.report(of: "tokenize") { tokens.count(into: &context.report) }
        tokens.tellLostText(context)
        context.note(.tokenized(tokens.summary))
        guard let rows else { return }
        context.report(of: "pack") { rows.stage.count(into: &context.report) }
        context.note(.packed(rows.stage.summary))
      }
      context.report(of: "shard") { ShardSetWriting.count(summary, into: &context.report) }
      return summary
    } catch is JobCancellation { throw JobCancellation(isResumable: run != nil) }
  }
}
