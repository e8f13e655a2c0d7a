// PrepConcurrency does work in parallel and delivers it in order. It knows nothing of the work.

import PrepSystem

/// Transforms inputs on several threads and gives the outputs back in the order of the inputs.
///
/// The consumer's thread takes inputs from `produce`, so `produce` needs no locking; `transform` runs on the workers,
/// each with a state of its own (a cache, a compressor). At most `ahead` inputs are under way, which bounds memory.
/// With one thread everything runs on the consumer's thread, and no thread is started.
///
/// The outputs never depend on the number of threads as long as `transform` does not depend on its state.
public final class OrderedWorkerPool<State, Input: Sendable, Output: Sendable> {
  private let produce: () throws -> Input?
  private let core: WorkerCore<State, Input, Output>
  private var inlineState: State?
  private let makeState: @Sendable () throws -> State
  private let threads: Int
  private let ahead: Int
  private let budget: Int
  private let cost: (Input) -> Int
  /// The costs of the inputs under way, the oldest first.
  private var costs: [Int] = []
  private var submitted = 0
  private var delivered = 0
  private var ended = false
  private var workers: [WorkerThread] = []

  /// - Parameters: - threads: How many threads transform; at least 1. - ahead: How many inputs may be under way; nil is
  ///   twice the threads. - budget: When the inputs under way cost this much together, no further one is taken; it
  ///   bounds memory where inputs
  ///     differ in size.
  ///   - cost: What an input costs.
  ///   - makeState: Called once on each worker.
  ///   - produce: The next input, or nil at the end. Called on the thread that calls ``next()``.
  ///   - transform: The work. Its error is thrown by the ``next()`` that would have given its output.
  public init(
    threads: Int, ahead: Int? = nil, budget: Int = .max, cost: @escaping (Input) -> Int = { _ in 0 },
    makeState: @escaping @Sendable () throws -> State,
    produce: @escaping () throws -> Input?,
    transform: @escaping @Sendable (inout State, Input) throws -> Output
  ) {
    precondition(threads >= 1, "a pool needs at least one thread")
    self.threads = threads
    self.ahead = max(1, ahead ?? threads * 2)
    self.budget = budget
    self.cost = cost
    self.makeState = makeState
    self.produce = produce
    core = WorkerCore(transform: transform)
  }

  deinit { core.stop() }

  /// Ends the pool before its time: what is waiting is dropped, what is under way is finished when this returns.
  public func cancel() {
    ended = true
    core.stopAndWait()
  }

  /// The output of the next input, or nil when all have been delivered.
  public func next() throws -> Output? {
    if threads == 1 { return try nextInline() }
    while !ended, submitted - delivered < ahead, costs.isEmpty || costs.reduce(0, +) < budget {
      guard let input = try produce() else {
        ended = true
        break
      }
      costs.append(cost(input))
      core.submit(input, ordinal: submitted)
      submitted += 1
      if workers.count < min(threads, submitted) { startWorker() }
    }
    guard delivered < submitted else { return nil }
    defer {
      delivered += 1
      costs.removeFirst()
    }
    return try core.take(ordinal: delivered)
  }

  private func nextInline() throws -> Output? {
    guard !ended, let input = try produce() else {
      ended = true
      return nil
    }
    var state = try inlineState.take() ?? makeState()
    defer { inlineState = state }
    return try core.transform(&state, input)
  }

  private func startWorker() {
    let core = core
    let makeState = makeState
    workers.append(WorkerThread { core.work(makeState) })
  }
}
