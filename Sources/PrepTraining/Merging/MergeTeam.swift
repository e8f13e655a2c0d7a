import CKernels
internal import PrepSystem
import Synchronization

/// Threads that do their parts of one order after the other. Orders take microseconds, so for a while the threads stay
/// awake between them.
final class MergeTeam: Sendable {
  /// SAFETY of `@unchecked Sendable`: what is not atomic never changes.
  private final class Core: @unchecked Sendable {
    /// How often a thread looks for the next order before it sleeps, some tens of microseconds.
    static let patience = 3000
    /// How many orders there were.
    let orders = Atomic<Int>(0)
    /// How often a helper was done with one.
    let done = Atomic<Int>(0)
    let sleeping = Atomic<Int>(0)
    let isStopped = Atomic<Bool>(false)
    let monitor = Monitor()
    let work: @Sendable (Int) -> Void

    init(_ work: @escaping @Sendable (Int) -> Void) { self.work = work }

    /// The life of a helper.
    func help(_ number: Int) {
      var seen = 0
      while true {
        var looks = 0
        while orders.load(ordering: .acquiring) == seen {
          looks += 1
          if looks < Self.patience { prep_pause() } else { sleep(until: seen) }
        }
        seen += 1
        if isStopped.load(ordering: .acquiring) { return }
        work(number)
        done.add(1, ordering: .releasing)
      }
    }

    /// Sleeps until there is an order behind those that were seen.
    private func sleep(until seen: Int) {
      monitor.withLock {
        sleeping.add(1, ordering: .sequentiallyConsistent)
        while orders.load(ordering: .sequentiallyConsistent) == seen { monitor.waitForWork() }
        sleeping.subtract(1, ordering: .sequentiallyConsistent)
      }
    }

    func give() {
      orders.add(1, ordering: .sequentiallyConsistent)
      if sleeping.load(ordering: .sequentiallyConsistent) > 0 { monitor.withLock { monitor.signalAllWork() } }
    }
  }

  private let core: Core
  private let helpers: Int

  /// - Parameters:
  ///   - members: How many do a part, with the one who gives orders.
  ///   - work: Does the part of a member, by number.
  init(members: Int, work: @escaping @Sendable (Int) -> Void) {
    core = Core(work)
    helpers = members - 1
    for number in 1..<max(1, members) { _ = WorkerThread { [core] in core.help(number) } }
  }

  deinit {
    core.isStopped.store(true, ordering: .releasing)
    core.give()
  }

  /// Whether nobody sleeps.
  var isAwake: Bool { core.sleeping.load(ordering: .relaxed) == 0 }

  /// Has every member do its part, the first one here, and returns when all are done. One thread gives all orders.
  func work() {
    let all = (core.orders.load(ordering: .relaxed) + 1) * helpers
    core.give()
    core.work(0)
    var looks = 0
    while core.done.load(ordering: .acquiring) < all {
      looks += 1
      if looks < Core.patience { prep_pause() } else { WorkerThread.yield() }
    }
  }
}
