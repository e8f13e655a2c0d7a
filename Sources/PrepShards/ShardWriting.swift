import PrepBytes
import PrepConcurrency
import PrepDiagnostics
import PrepTokens

/// One writing of a shard set: what is there before, what is stored so far, and what another run could go on with.
final class ShardWriting {
  /// A state of so many bytes is written after every shard.
  private static let smallState = 1 << 20

  private let header: TokenStreamHeader
  private let options: ShardWriter.Options
  private let run: ResumableRun?
  private let target: String
  private let place: any ShardPlace
  /// Whether shards that are there already are verified and kept.
  private let resumes: Bool
  /// The index of the set as it would be without a shard.
  private let empty: ShardIndex
  /// The shards that are stored, in order.
  private var entries: [ShardEntry] = []
  private var summary: ShardWriter.Summary
  /// The bytes of shards that no journal names yet.
  private var unnoted = 0

  /// Makes the directory and holds it.
  ///
  /// - Throws: ``IOFailure``: `damaged` when the layout cannot hold the stream, `cannotCreate` when the directory holds
  ///   something else, `interrupted` when another run is writing there.
  init(_ header: TokenStreamHeader, directory: String, options: ShardWriter.Options, run: ResumableRun?) throws {
    self.header = header
    self.options = options
    self.run = run
    target = ShardWriter.target(of: directory, part: header.part)
    if let objection = options.layout.objection(to: header) {
      throw IOFailure(.damaged, "cannot be stored this way: \(objection)", path: target)
    }
    // A part is done again with the same command by whoever runs it: what is there already is verified and kept.
    resumes = options.resumes || header.part != nil
    place =
      header.part == nil
      ? try ShardDirectory(path: target, parent: directory, resumes: resumes)
      : try ShardAttempt(target: target, parent: directory)
    empty = Self.index(header, [], options)
    summary = ShardWriter.Summary(directory: target)
  }

  /// Writes all sequences that the closure gives, until it gives nil, and commits the set.
  func write(_ next: @escaping () throws -> TokenSequence?) throws -> ShardWriter.Summary {
    do { return try writeAll(next) } catch {
      // A failing attempt looks for the part before it reports: another may have completed it, and swept this one away.
      if let failure = error as? IOFailure, failure.path.hasPrefix(place.path),
        let found = place.finishedByAnother(empty, entries)
      {
        return summary(of: found)
      }
      place.leave()
      throw error
    }
  }

  /// What there is to say of a part that another attempt has completed.
  private func summary(of found: ShardIndex) -> ShardWriter.Summary {
    entries = []
    summary = ShardWriter.Summary(directory: target)
    for entry in found.shards { add(entry, kept: true) }
    summary.datasetID = found.datasetID
    summary.wasFinishedByAnother = true
    return summary
  }

  private func writeAll(_ next: @escaping () throws -> TokenSequence?) throws -> ShardWriter.Summary {
    let builder = try makeBuilder(next)
    let assembly = ShardAssembly(rules: rules, threads: options.threads, capacity: options.sizeLimit) {
      [unowned self] in
      add($0.entry, kept: $0.wasThere)
      unnoted += $0.entry.raw.bytes
      try note($0.state)
    }
    // Whatever ends the run, no shard is written after it.
    defer { assembly.cancel() }
    while let shard = try builder.nextShard(
      workspace: { try assembly.workspace() }, grown: { try assembly.advance($0, to: $1) })
    {
      assembly.complete(shard, state: try state(behind: builder))
    }
    try assembly.finish()
    summary.emptyRows = builder.emptyRows
    let index = Self.index(header, entries, options)
    summary.datasetID = index.datasetID
    try place.commit(index)
    return summary
  }

  // MARK: Going on

  /// What cuts the stream into shards, behind those that an interrupted run of the same job has stored.
  private func makeBuilder(_ next: @escaping () throws -> TokenSequence?) throws -> ShardBuilder {
    let journal = try findJournal()
    for entry in journal?.shards ?? [] { add(entry, kept: true) }
    let layout = options.layout
    let target = target
    let builder = ShardBuilder(header: header, options: options, ordinal: entries.count) {
      let sequence = try next()
      if let sequence, let length = layout.fixedLength { try Self.check(sequence, length, layout, target) }
      return sequence
    }
    if let run, let journal {
      try builder.restore(from: journal.state.stage("shards"))
      try run.restore(journal.state.stage("source"))
    }
    return builder
  }

  /// What an interrupted run of the same job left, when all of its shards are whole; its shards are in the place then.
  private func findJournal() throws -> ShardJournal? {
    guard let run, resumes, place.committed == nil else { return nil }
    var found: [(directory: String, journal: ShardJournal)] = []
    for directory in place.earlier() {
      do {
        if let journal = try ShardJournal(directory: directory, job: run.job, empty: empty) {
          found.append((directory, journal))
        }
      } catch {
        // Beside an attempt that another version of prep left, a new one begins.
        if directory == place.path { throw error }
      }
    }
    found.sort { $0.journal.shards.count > $1.journal.shards.count }
    for (directory, journal) in found where try takeShards(of: journal, from: directory) { return journal }
    return nil
  }

  /// Sees that all shards of a journal are whole, and are in the place.
  private func takeShards(of journal: ShardJournal, from directory: String) throws -> Bool {
    var entries = journal.shards[...]
    let path = place.path
    let pool = OrderedWorkerPool<Void, ShardEntry, Bool>(
      threads: options.threads, makeState: {}, produce: { entries.popFirst() },
      transform: { _, entry in (try? StoredShard.take(entry, from: directory, to: path)) == true })
    defer { pool.cancel() }
    while let isWhole = try pool.next() { if !isWhole { return false } }
    return true
  }

  /// Where the run stands behind the shard that was cut last; nil when nothing comes behind it, or nobody can go on
  /// from there.
  private func state(behind builder: ShardBuilder) throws -> StageState? {
    guard let run, !builder.hasEnded, place.committed == nil else { return nil }
    var state = StageState()
    state.put(as: "shards") { builder.save(to: &$0) }
    try state.put(as: "source") { try run.save(&$0) }
    return state
  }

  // MARK: Storing

  private var rules: ShardAssembly.Rules {
    ShardAssembly.Rules(
      directory: place.path, level: options.level, frameSize: Self.frameSize(options), resumes: resumes,
      committed: place.committed?.shards, isPart: header.part != nil)
  }

  private func add(_ entry: ShardEntry, kept: Bool) {
    entries.append(entry)
    summary.shards += 1
    summary.samples += entry.samples
    summary.tokens += entry.tokens
    summary.storedBytes += entry.stored.bytes
    summary.rawBytes += entry.raw.bytes
    summary.keptShards += kept ? 1 : 0
  }

  /// Leaves a journal with the shards so far and the state behind them. A state that is larger than the shards since
  /// the last one, such as a window of documents beside small shards, waits for more.
  private func note(_ state: StageState?) throws {
    guard let run, let state, state.byteCount <= max(Self.smallState, unnoted) else { return }
    unnoted = 0
    try ShardJournal(job: run.job, empty: empty, shards: entries, state: state).write(to: place.path)
  }

  private static func frameSize(_ options: ShardWriter.Options) -> Int? {
    options.level == nil ? nil : options.frameSize
  }

  private static func index(_ header: TokenStreamHeader, _ entries: [ShardEntry], _ options: ShardWriter.Options)
    -> ShardIndex
  {
    ShardIndex(
      header: header, layout: options.layout, shards: entries, sizeLimit: options.sizeLimit, level: options.level,
      frameSize: frameSize(options))
  }

  /// A matrix has rows of one length, without padding that no mask tells apart.
  private static func check(_ sequence: TokenSequence, _ length: Int, _ layout: ShardLayout, _ target: String) throws {
    let sides =
      [(sequence.tokens.count, sequence.loss, sequence.boundaries)]
      + (sequence.rejected.map { [($0.tokens.count, $0.loss, $0.boundaries)] } ?? [])
    for (count, loss, boundaries) in sides {
      guard count == length else {
        throw IOFailure(
          .damaged,
          "a row has \(Counted(count, "token")), not \(length): rows of one length come from pack --pad right or --strategy wrap",
          path: target)
      }
      if loss == .all, !layout.usesLabels, boundaries.first != 0 || boundaries.last != Int32(length) {
        throw IOFailure(.damaged, "a row has padding, and neither a mask nor --labels says so", path: target)
      }
    }
  }
}
