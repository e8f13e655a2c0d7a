internal import PrepConcurrency

enum Lanes {
  /// Does so many things at a time, the thread that asks for them one of them, and returns when all are done.
  static func forEach(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    if count < 2 {
      if count == 1 { body(0) }
      return
    }
    let pool = LanePool(threads: count)
    let lanes = (1..<count).map { _ in LanePool.Lane() }
    for (number, lane) in lanes.enumerated() { pool.submit(lane) { body(number + 1) } }
    body(0)
    for lane in lanes { pool.wait(for: lane) }
  }
}
