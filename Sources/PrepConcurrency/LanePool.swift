import PrepSystem

/// Does jobs on a few threads: those of one lane one after the other in the order they came, those of different lanes
/// side by side.
///
/// With one thread every job is done where it is submitted, and no thread is started.
///
/// SAFETY of `@unchecked Sendable`: the list of threads is touched by the one thread that submits, and the rest is in
/// `Core`.
package final class LanePool: @unchecked Sendable {
  /// Jobs that follow one another.
  ///
  /// SAFETY of `@unchecked Sendable`: `Core` touches its fields with its monitor held, and nobody else does.
  package final class Lane: @unchecked Sendable {
    fileprivate var jobs: [@Sendable () -> Void] = []
    /// Whether the lane waits for a thread or has one.
    fileprivate var isScheduled = false

    package init() {}
  }

  private let threads: Int
  private let core = Core()
  private var workers: [WorkerThread] = []

  /// - Parameter threads: How many threads do jobs; at least 1.
  package init(threads: Int) {
    precondition(threads >= 1, "a pool needs at least one thread")
    self.threads = threads
  }

  deinit { core.stop() }

  /// Adds a job to a lane. All jobs come from one thread.
  package func submit(_ lane: Lane, _ job: @escaping @Sendable () -> Void) {
    if threads == 1 { return job() }
    core.submit(lane, job)
    if workers.count < threads {
      let core = core
      workers.append(WorkerThread { core.work() })
    }
  }

  /// Whether every job of a lane is done.
  package func isIdle(_ lane: Lane) -> Bool { core.isIdle(lane) }

  /// Waits until every job of a lane is done.
  package func wait(for lane: Lane) { core.wait(for: lane) }

  /// Waits until at most so many jobs of a lane wait for their turn.
  package func wait(for lane: Lane, waiting limit: Int) { core.wait(for: lane, waiting: limit) }

  /// Drops the jobs that wait, and returns when none is under way any more.
  package func cancel() { core.stopAndWait() }
}

/// What the threads of a pool of lanes share.
///
/// SAFETY of `@unchecked Sendable`: what changes is touched with the monitor held.
private final class Core: @unchecked Sendable {
  private let monitor = Monitor()
  private var ready: [LanePool.Lane] = []
  private var running = 0
  private var isStopped = false

  func submit(_ lane: LanePool.Lane, _ job: @escaping @Sendable () -> Void) {
    monitor.withLock {
      lane.jobs.append(job)
      if lane.isScheduled { return }
      lane.isScheduled = true
      ready.append(lane)
      monitor.signalWork()
    }
  }

  func isIdle(_ lane: LanePool.Lane) -> Bool { monitor.withLock { !lane.isScheduled } }

  func wait(for lane: LanePool.Lane) {
    monitor.withLock { while lane.isScheduled, !isStopped { monitor.waitForResult() } }
  }

  func wait(for lane: LanePool.Lane, waiting limit: Int) {
    monitor.withLock { while lane.jobs.count > limit, !isStopped { monitor.waitForResult() } }
  }

  func stop() {
    monitor.withLock {
      isStopped = true
      ready.removeAll()
      monitor.signalAllWork()
    }
  }

  func stopAndWait() {
    stop()
    monitor.withLock { while running > 0 { monitor.waitForResult() } }
  }

  /// The life of a worker: one job of a lane at a time, until the pool stops.
  func work() {
    while let (lane, job) = nextJob() {
      job()
      monitor.withLock {
        running -= 1
        if lane.jobs.isEmpty || isStopped {
          lane.isScheduled = false
        } else {
          ready.append(lane)
          monitor.signalWork()
        }
        monitor.signalResult()
      }
    }
  }

  private func nextJob() -> (LanePool.Lane, @Sendable () -> Void)? {
    monitor.withLock {
      while ready.isEmpty {
        if isStopped { return nil }
        monitor.waitForWork()
      }
      running += 1
      let lane = ready.removeFirst()
      return (lane, lane.jobs.removeFirst())
    }
  }
}
