import PrepBytes
import PrepConcurrency
import PrepTokens

/// Writes a shard set: shards first, each whole or not at all, then the manifest, the index last.
///
/// Shards are compressed and hashed on several threads; the bytes never depend on how many.
public struct ShardWriter {
  /// How a set is written.
  public struct Options: Sendable, Equatable {
    /// The most bytes a shard has before compression, unless one row alone is larger.
    public var sizeLimit = 64 << 20
    /// zstd's level; nil stores the shards uncompressed.
    public var level: Int? = 2
    /// How many bytes a frame of a shard holds, so that rows can be read without the rest; nil makes a shard one frame.
    public var frameSize: Int?
    public var threads = 1
    /// How sequences become columns.
    public var layout = ShardLayout()
    /// The name of the column with the ids.
    public var tokensName: String {
      get { layout.tokensName }
      set { layout.tokensName = newValue }
    }
    /// Whether shards that are there already, written by a run that was interrupted, are verified and kept.
    public var resumes = false

    public init() {}
  }

  /// What was written.
  public struct Summary: Sendable, Equatable {
    public var directory: String
    public var shards = 0
    public var samples = 0
    public var tokens = 0
    public var storedBytes = 0
    public var rawBytes = 0
    /// Shards that an interrupted run had written already.
    public var keptShards = 0
    /// Rows without a token, which a shard cannot hold.
    public var emptyRows = 0
    public var datasetID = ""
  }

  /// A state of so many bytes is written after every shard.
  private static let smallState = 1 << 20

  private let directory: String
  private let options: Options

  /// - Precondition: The size limit is below 4 GiB, since offsets are 32-bit.
  public init(directory: String, options: Options = Options()) {
    precondition(options.sizeLimit >= 1 && options.sizeLimit < 1 << 32 - 1, "a shard is smaller than 4 GiB")
    precondition(options.frameSize.map { $0 >= 1 } ?? true, "a frame holds something")
    self.directory = directory
    self.options = options
  }

  /// Where a stream's shards go: into the directory, those of a part into one of its own below it.
  public static func target(of directory: String, part: TokenStreamHeader.Part?) -> String {
    var target = directory
    while target.count > 1, target.hasSuffix("/") { target.removeLast() }
    guard let part else { return target }
    let digits = String(part.index)
    return target + "/part-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  /// Writes all sequences that the closure gives, until it gives nil.
  ///
  /// - Throws: ``IOFailure``: `cannotCreate` when the directory holds something else, `interrupted` when another run is writing there;
  ///   a `Diagnostic` when the layout cannot hold the stream; and what the closure throws. Nothing is committed then.
  public func write(_ header: TokenStreamHeader, next: @escaping () throws -> TokenSequence?) throws -> Summary {
    try write(header, run: nil, next: next)
  }

  /// Writes all sequences that the closure gives, until it gives nil.
  ///
  /// - Parameter run: How what makes the sequences is saved and restored: an interrupted run is then resumed where its last shard
  ///   ended, instead of from its beginning.
  package func write(_ header: TokenStreamHeader, run: ResumableRun?, next: @escaping () throws -> TokenSequence?) throws -> Summary {
    let target = Self.target(of: directory, part: header.part)
    if let objection = options.layout.objection(to: header) {
      throw IOFailure(.damaged, "cannot be stored this way: \(objection)", path: target)
    }
    // A part is done again with the same command by whoever runs it: what is there already is verified and kept.
    let resumes = options.resumes || header.part != nil
    let place = try ShardDirectory(path: target, parent: directory, resumes: resumes)
    let empty = index(header, [])
    var journal: ShardJournal?
    if let run, resumes, place.committed == nil { journal = try self.journal(of: run, empty, target) }
    var summary = Summary(directory: target)
    var entries: [ShardEntry] = []
    func add(_ entry: ShardEntry, kept: Bool) {
      entries.append(entry)
      summary.shards += 1
      summary.samples += entry.samples
      summary.tokens += entry.tokens
      summary.storedBytes += entry.stored.bytes
      summary.rawBytes += entry.raw.bytes
      summary.keptShards += kept ? 1 : 0
    }
    for entry in journal?.shards ?? [] { add(entry, kept: true) }
    let configuration = options.layout.columns(for: header).configuration(
      compression: ShardIndex.compression(level: options.level), sizeLimit: options.sizeLimit)
    let layout = options.layout
    let builder = ShardBuilder(header: header, options: options, configuration: configuration, ordinal: entries.count) {
      let sequence = try next()
      if let sequence, let length = layout.fixedLength { try Self.check(sequence, length, layout, target) }
      return sequence
    }
    if let run, var state = journal?.state {
      try builder.restore(from: &state)
      try run.restore(&state)
    }
    journal = nil
    // The bytes of shards that no journal names yet.
    var unnoted = 0
    let rules = ShardAssembly.Rules(
      directory: target, level: options.level, frameSize: frameSize, resumes: resumes, committed: place.committed?.shards)
    let assembly = ShardAssembly(rules: rules, threads: options.threads, capacity: options.sizeLimit) { stored in
      add(stored.entry, kept: stored.wasThere)
      unnoted += stored.entry.raw.bytes
      // A state that is larger than the shards since the last one, such as a window of documents beside small shards, waits for more.
      guard let run, let state = stored.state, state.byteCount <= max(Self.smallState, unnoted) else { return }
      unnoted = 0
      try ShardJournal(job: run.job, empty: empty, shards: entries, state: state).write(to: target)
    }
    // Whatever ends the run, no shard is written after it.
    defer { assembly.cancel() }
    while let shard = try builder.nextShard(workspace: { try assembly.workspace() }, grown: { try assembly.advance($0, to: $1) }) {
      var state: StageState?
      if let run, !builder.hasEnded, place.committed == nil {
        var saved = StageState()
        builder.save(to: &saved)
        try run.save(&saved)
        state = saved
      }
      assembly.complete(shard, state: state)
    }
    try assembly.finish()
    summary.emptyRows = builder.emptyRows
    let index = index(header, entries)
    summary.datasetID = index.datasetID
    try place.commit(index)
    return summary
  }

  private var frameSize: Int? { options.level == nil ? nil : options.frameSize }

  private func index(_ header: TokenStreamHeader, _ entries: [ShardEntry]) -> ShardIndex {
    ShardIndex(
      header: header, layout: options.layout, shards: entries, sizeLimit: options.sizeLimit, level: options.level, frameSize: frameSize)
  }

  /// What an interrupted run of the same job left, when all of its shards are whole.
  private func journal(of run: ResumableRun, _ empty: ShardIndex, _ target: String) throws -> ShardJournal? {
    guard let journal = ShardJournal(directory: target, job: run.job, empty: empty) else { return nil }
    var entries = journal.shards[...]
    let pool = OrderedWorkerPool<Void, ShardEntry, Bool>(
      threads: options.threads, makeState: {}, produce: { entries.popFirst() },
      transform: { _, entry in (try? StoredShard.isWhole(entry, in: target)) == true })
    defer { pool.cancel() }
    while let isWhole = try pool.next() { if !isWhole { return nil } }
    return journal
  }

  /// A matrix has rows of one length, without padding that no mask tells apart.
  private static func check(_ sequence: TokenSequence, _ length: Int, _ layout: ShardLayout, _ target: String) throws {
    let sides = [(sequence.tokens.count, sequence.loss, sequence.boundaries)]
      + (sequence.rejected.map { [($0.tokens.count, $0.loss, $0.boundaries)] } ?? [])
    for (count, loss, boundaries) in sides {
      guard count == length else {
        throw IOFailure(
          .damaged, "a row has \(count) tokens, not \(length): rows of one length come from pack --pad right or --strategy wrap",
          path: target)
      }
      if loss == .all, !layout.usesLabels, boundaries.first != 0 || boundaries.last != Int32(length) {
        throw IOFailure(.damaged, "a row has padding, and neither a mask nor --labels says so", path: target)
      }
    }
  }
}
