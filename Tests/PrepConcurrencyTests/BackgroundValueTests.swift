import Foundation
import PrepConcurrency
import Synchronization
import Testing

@Suite struct BackgroundValueTests {
  private struct Fault: Error, Equatable {
    var number: Int
  }

  @Test func `a value is made once and given to all that ask for it`() throws {
    let calls = Mutex(0)
    let gate = Mutex(())
    let value = gate.withLock { _ in
      // It cannot be there before somebody waits for it.
      BackgroundValue {
        gate.withLock { _ in }
        return calls.withLock { count in
          count += 1
          return count
        }
      }
    }
    let others = (0..<3).map { _ in BackgroundValue { try value.get() } }
    #expect(try value.get() == 1)
    for other in others { #expect(try other.get() == 1) }
    #expect(try value.get() == 1)
    #expect(calls.withLock { $0 } == 1)
  }

  @Test func `all that wait are woken`() throws {
    let asking = Mutex(0)
    let value = BackgroundValue {
      while asking.withLock({ $0 }) < 4 { usleep(1000) }
      // Time for the last of them to wait.
      usleep(20_000)
      return 5
    }
    let others = (0..<4).map { _ in
      BackgroundValue {
        asking.withLock { $0 += 1 }
        return try value.get()
      }
    }
    for other in others { #expect(try other.get() == 5) }
  }

  @Test func `an error is thrown to all that ask`() {
    let value = BackgroundValue<Int> { throw Fault(number: 7) }
    for _ in 0..<3 { #expect(throws: Fault(number: 7)) { try value.get() } }
  }

  @Test func `a value that nobody takes is made all the same`() throws {
    let made = BackgroundValue { true }
    let seen = BackgroundValue { try made.get() }
    #expect(try seen.get())
  }
}
