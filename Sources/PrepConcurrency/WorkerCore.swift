import PrepSystem

/// What the threads of a pool share: inputs waiting, outputs done, and the locks around them.
///
/// SAFETY of `@unchecked Sendable`: what changes is touched with the monitor held; the state of a worker stays on its
/// thread.
final class WorkerCore<State, Input: Sendable, Output: Sendable>: @unchecked Sendable {
  let transform: @Sendable (inout State, Input) throws -> Output
  private let monitor = Monitor()
  private var waiting: [(ordinal: Int, input: Input)] = []
  private var done: [Int: Result<Output, any Error>] = [:]
  private var stopped = false
  /// How many inputs are being worked on.
  private var running = 0

  init(transform: @escaping @Sendable (inout State, Input) throws -> Output) { self.transform = transform }

  func submit(_ input: Input, ordinal: Int) {
    monitor.withLock {
      waiting.append((ordinal, input))
      monitor.signalWork()
    }
  }

  func take(ordinal: Int) throws -> Output {
    try monitor.withLock {
      while true {
        if let result = done.removeValue(forKey: ordinal) { return result }
        monitor.waitForResult()
      }
    }.get()
  }

  func stop() {
    monitor.withLock {
      stopped = true
      waiting.removeAll()
      monitor.signalAllWork()
    }
  }

  /// Stops, and returns when no work is under way any more.
  func stopAndWait() {
    stop()
    monitor.withLock { while running > 0 { monitor.waitForResult() } }
  }

  /// The life of a worker: takes inputs until the pool stops.
  func work(_ makeState: @Sendable () throws -> State) {
    var state = Result { try makeState() }
    while let (ordinal, input) = nextInput() {
      let result = Result<Output, any Error> {
        var value = try state.get()
        state = .failure(PoolMisuse())  // keep one owner, so that a value with copy-on-write storage is not copied
        defer { state = .success(value) }
        return try transform(&value, input)
      }
      monitor.withLock {
        done[ordinal] = result
        running -= 1
        monitor.signalResult()
      }
    }
  }

  private func nextInput() -> (ordinal: Int, input: Input)? {
    monitor.withLock {
      while waiting.isEmpty {
        if stopped { return nil }
        monitor.waitForWork()
      }
      running += 1
      return waiting.removeFirst()
    }
  }
}

private struct PoolMisuse: Error {}
