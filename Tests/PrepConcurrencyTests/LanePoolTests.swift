import PrepConcurrency
import Synchronization
import Testing

@Suite struct LanePoolTests {
  /// What the jobs of each lane did.
  private final class Log: Sendable {
    let jobs: Mutex<[[Int]]>

    init(lanes: Int) { jobs = Mutex(Array(repeating: [], count: lanes)) }
  }

  @Test(arguments: [1, 2, 5]) func `the jobs of a lane follow one another`(threads: Int) {
    let pool = LanePool(threads: threads)
    let lanes = (0..<7).map { _ in LanePool.Lane() }
    let log = Log(lanes: lanes.count)
    for job in 0..<50 {
      for (number, lane) in lanes.enumerated() { pool.submit(lane) { log.jobs.withLock { $0[number].append(job) } } }
    }
    for lane in lanes {
      pool.wait(for: lane)
      #expect(pool.isIdle(lane))
    }
    #expect(log.jobs.withLock { $0 } == Array(repeating: Array(0..<50), count: lanes.count))
  }

  @Test func `nothing runs after a pool is cancelled`() {
    let pool = LanePool(threads: 2)
    let lane = LanePool.Lane()
    let log = Log(lanes: 1)
    for job in 0..<1000 { pool.submit(lane) { log.jobs.withLock { $0[0].append(job) } } }
    pool.cancel()
    let after = log.jobs.withLock { $0 }
    for _ in 0..<1000 { #expect(log.jobs.withLock { $0 } == after) }
  }
}
