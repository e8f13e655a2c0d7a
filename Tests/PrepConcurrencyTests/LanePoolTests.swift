import PrepConcurrency
import Synchronization
import Testing

@Suite struct LanePoolTests {
  @Test(arguments: [1, 2, 5]) func `the jobs of a lane follow one another`(threads: Int) {
    let pool = LanePool(threads: threads)
    let lanes = (0..<7).map { _ in LanePool.Lane() }
    let done = Mutex<[[Int]]>(Array(repeating: [], count: lanes.count))
    for job in 0..<50 {
      for (number, lane) in lanes.enumerated() { pool.submit(lane) { done.withLock { $0[number].append(job) } } }
    }
    for lane in lanes {
      pool.wait(for: lane)
      #expect(pool.isIdle(lane))
    }
    #expect(done.withLock { $0 } == Array(repeating: Array(0..<50), count: lanes.count))
  }

  @Test func `nothing runs after a pool is cancelled`() {
    let pool = LanePool(threads: 2)
    let lane = LanePool.Lane()
    let count = Mutex(0)
    for _ in 0..<1000 { pool.submit(lane) { count.withLock { $0 += 1 } } }
    pool.cancel()
    let after = count.withLock { $0 }
    for _ in 0..<1000 { #expect(count.withLock { $0 } == after) }
  }
}
