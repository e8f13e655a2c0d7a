import PrepBytes
import PrepCodecs
import PrepConcurrency
import PrepTokens

/// Compresses shards while they are filled, stores each when it is complete, and gives their entries back in order.
///
/// The pieces of a shard are compressed one after the other, different shards side by side; what is written never
/// depends on that.
final class ShardAssembly {
  /// What happens to a complete shard.
  struct Rules: Sendable {
    var directory: String
    var level: Int?
    var frameSize: Int?
    var resumes: Bool
    /// The shards of a finished set that the directory holds already: nothing else may be written.
    var committed: [ShardEntry]?
    /// Whether the directory is that of a part of a job.
    var isPart = false
  }

  /// A shard that is stored, and where the run stood behind it.
  struct Stored {
    var entry: ShardEntry
    var wasThere: Bool
    var state: StageState?
  }

  private let rules: Rules
  private let lanes: LanePool
  private let limit: Int
  /// How many pieces of a shard may wait to be compressed. With few threads one of them keeps up with all that fill it,
  /// and what lagged behind would be left to it alone at the end; with many, several shards are compressed side by
  /// side, and each has to wait.
  private let waitingLimit: Int
  private let capacity: Int
  private var flights: [Flight] = []
  private var free: [ShardWorkspace] = []
  private let deliver: (Stored) throws -> Void

  /// - Parameters:
  ///   - capacity: How many bytes of samples a shard has, unless one row alone has more.
  ///   - deliver: Takes each shard that is stored, in order, on the thread of the caller.
  init(rules: Rules, threads: Int, capacity: Int, deliver: @escaping (Stored) throws -> Void) {
    self.rules = rules
    lanes = LanePool(threads: threads)
    limit = max(2, threads)
    waitingLimit = threads < 8 ? 1 << max(0, 2 * threads - 4) : .max
    self.capacity = capacity
    self.deliver = deliver
  }

  /// Memory for another shard; waits until there may be one more.
  func workspace() throws -> ShardWorkspace {
    try collect(keeping: 0)
    while flights.count >= limit { try collectOldest() }
    let workspace = free.popLast() ?? ShardWorkspace()
    var previous: ShardWorkspace?
    // With few threads the shard before is compressed but for its end, and waiting for that costs less than touching
    // other memory.
    if rules.level != nil, rules.frameSize == nil, waitingLimit != .max, let last = flights.last {
      lanes.wait(for: last.lane, waiting: 0)
      previous = last.shard.workspace
    }
    workspace.prepare(capacity: capacity, takingFrom: previous)
    return workspace
  }

  /// The first bytes of the shard that is being filled will not change any more.
  func advance(_ shard: RawShard, to count: Int) throws {
    try collect(keeping: 1)
    if rules.level == nil || rules.frameSize != nil { return }
    let rules = rules
    let flight = flight(of: shard)
    lanes.submit(flight.lane) { flight.compress(to: count, rules) }
    lanes.wait(for: flight.lane, waiting: waitingLimit)
  }

  /// The shard is complete.
  ///
  /// - Parameter state: Where the run stands behind it; nil when there is nothing to go on with.
  func complete(_ shard: RawShard, state: StageState?) {
    let rules = rules
    let flight = flight(of: shard)
    flight.state = state
    lanes.submit(flight.lane) { flight.seal(rules) }
    lanes.submit(flight.lane) { flight.store(rules) }
  }

  /// Waits until all shards are stored.
  func finish() throws { while !flights.isEmpty { try collectOldest() } }

  /// Ends before the time: no shard is stored after this returns.
  func cancel() { lanes.cancel() }

  private func flight(of shard: RawShard) -> Flight {
    if let last = flights.last, last.shard === shard { return last }
    flights.append(Flight(shard))
    return flights[flights.count - 1]
  }

  /// Delivers what is stored already, but for the last ones, which are not complete.
  private func collect(keeping count: Int) throws {
    while flights.count > count, lanes.isIdle(flights[0].lane) { try collectOldest() }
  }

  private func collectOldest() throws {
    let flight = flights[0]
    lanes.wait(for: flight.lane)
    if let failure = flight.failure { throw failure }
    guard let stored = flight.stored else { preconditionFailure("a shard was waited for before it was complete") }
    flights.removeFirst()
    free.append(flight.shard.workspace)
    try deliver(Stored(entry: stored.entry, wasThere: stored.wasThere, state: flight.state))
  }
}

/// A shard under way. Its jobs run one after the other; what they leave here is read when they are done.
///
/// SAFETY of `@unchecked Sendable`: the jobs of its lane follow one another, and others read when the lane is done.
private final class Flight: @unchecked Sendable {
  let shard: RawShard
  let lane = LanePool.Lane()
  var state: StageState?
  private(set) var stored: (entry: ShardEntry, wasThere: Bool)?
  private(set) var failure: (any Error)?
  private var sealed: StoredShard?
  /// How many bytes of the samples are compressed; nil before the first.
  private var compressed: Int?
  private var checksum = CRC32C()

  init(_ shard: RawShard) { self.shard = shard }

  /// Compresses the whole blocks among the first bytes of the samples.
  func compress(to count: Int, _ rules: ShardAssembly.Rules) {
    let done = compressed ?? 0
    compress(done..<done + (count - done) / ZstdFrameBuilder.largestBlock * ZstdFrameBuilder.largestBlock, rules)
  }

  private func compress(_ range: Range<Int>, _ rules: ShardAssembly.Rules) {
    guard failure == nil, let level = rules.level else { return }
    do {
      let frame = shard.workspace.frame
      if compressed == nil { try frame.begin(level: Int32(level), sizeHint: shard.workspace.memory.count) }
      let piece = shard.body(range)
      try frame.append(piece)
      checksum.update(piece)
      compressed = range.upperBound
    } catch { failure = error }
  }

  /// Compresses what is left; the memory of the samples is not read any more then, if they are compressed at all.
  func seal(_ rules: ShardAssembly.Rules) {
    if rules.level != nil, rules.frameSize == nil {
      compress((compressed ?? 0)..<shard.count, rules)
    } else {
      checksum.update(shard.body)
    }
    if failure != nil { return }
    do {
      sealed = try StoredShard(shard, bodyChecksum: checksum, level: rules.level, frameSize: rules.frameSize)
    } catch { failure = error }
  }

  func store(_ rules: ShardAssembly.Rules) {
    guard let sealed else { return }
    self.sealed = nil
    do {
      stored = try sealed.store(in: rules.directory, resumes: rules.resumes) { [shard] entry in
        if let committed = rules.committed, shard.ordinal >= committed.count || committed[shard.ordinal] != entry {
          if rules.isPart { throw OtherPart(path: rules.directory) }
          throw IOFailure(
            .cannotCreate, "holds a finished set with other contents; name another directory", path: rules.directory)
        }
      }
    } catch { failure = error }
  }
}
