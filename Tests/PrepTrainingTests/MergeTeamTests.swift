import Synchronization
import Testing

@testable import PrepTraining

@Suite struct MergeTeamTests {
  /// What each member has seen.
  private final class Seen: Sendable {
    let orders = Mutex([[Int]](repeating: [], count: 4))
    let order = Mutex(0)
  }

  @Test("every member does its part of every order, awake or asleep") func orders() async {
    let seen = Seen()
    let team = MergeTeam(members: 4) { member in
      let order = seen.order.withLock { $0 }
      seen.orders.withLock { $0[member].append(order) }
    }
    for order in 0..<200 {
      seen.order.withLock { $0 = order }
      team.work()
      if order % 40 == 39 { while team.isAwake { await Task.yield() } }
    }
    #expect(seen.orders.withLock { $0 } == [[Int]](repeating: Array(0..<200), count: 4))
  }
}
