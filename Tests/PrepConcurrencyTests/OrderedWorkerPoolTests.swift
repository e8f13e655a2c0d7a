import PrepConcurrency
import Synchronization
import Testing

@Suite struct OrderedWorkerPoolTests {
  struct Fault: Error, Equatable { let number: Int }

  @Test(arguments: [1, 2, 3, 8]) func outputsComeInTheOrderOfTheInputs(threads: Int) throws {
    var next = 0
    let pool = OrderedWorkerPool<Int, Int, Int>(
      threads: threads, makeState: { 0 },
      produce: {
        next += 1
        return next <= 500 ? next : nil
      },
      transform: { calls, input in
        calls += 1
        var sum = 0
        for value in 0..<(input % 7) * 1000 { sum &+= value }
        return input * 2 + (sum == -1 ? 1 : 0)
      })
    var outputs: [Int] = []
    while let output = try pool.next() { outputs.append(output) }
    #expect(outputs == (1...500).map { $0 * 2 })
    #expect(try pool.next() == nil)
  }

  @Test(arguments: [1, 4]) func anErrorIsThrownInItsTurn(threads: Int) throws {
    var next = 0
    let pool = OrderedWorkerPool<Void, Int, Int>(
      threads: threads, makeState: {},
      produce: {
        next += 1
        return next <= 10 ? next : nil
      },
      transform: { _, input in
        if input == 5 { throw Fault(number: input) }
        return input
      })
    for expected in 1...4 { #expect(try pool.next() == expected) }
    #expect(throws: Fault(number: 5)) { try pool.next() }
    #expect(try pool.next() == 6)
  }

  @Test(arguments: [2, 5]) func noMoreInputsAreUnderWayThanAllowed(ahead: Int) throws {
    var produced = 0
    let pool = OrderedWorkerPool<Void, Int, Int>(
      threads: 3, ahead: ahead, makeState: {},
      produce: {
        produced += 1
        return produced <= 50 ? produced : nil
      }, transform: { _, input in input })
    var delivered = 0
    while try pool.next() != nil {
      delivered += 1
      #expect(min(produced, 50) - delivered < ahead)
    }
    #expect(delivered == 50)
  }

  @Test(arguments: [2, 3]) func inputsOfACostBeyondTheBudgetComeOneAtATime(threads: Int) throws {
    var produced = 0
    let pool = OrderedWorkerPool<Void, Int, Int>(
      threads: threads, ahead: 8, budget: 10, cost: { $0 }, makeState: {},
      produce: {
        produced += 1
        return produced <= 20 ? (produced % 5 == 0 ? 1000 : 1) : nil
      }, transform: { _, input in input })
    var delivered: [Int] = []
    while let output = try pool.next() {
      delivered.append(output)
      #expect(min(produced, 20) - delivered.count <= 7)
      if output == 1000 { #expect(produced == delivered.count) }
    }
    #expect(delivered == (1...20).map { $0 % 5 == 0 ? 1000 : 1 })
  }

  @Test func aPoolThatIsDroppedEarlyStops() throws {
    final class Counter: Sendable { let value = Mutex(0) }
    let counter = Counter()
    do {
      let pool = OrderedWorkerPool<Void, Int, Int>(
        threads: 2, makeState: {}, produce: { 1 },
        transform: { _, input in
          counter.value.withLock { $0 += 1 }
          return input
        })
      _ = try pool.next()
    }
    #expect(counter.value.withLock { $0 } <= 4)
  }

  @Test(arguments: [1, 4]) func `after a cancel nothing is under way`(threads: Int) throws {
    final class Counter: Sendable { let value = Mutex(0) }
    let counter = Counter()
    let pool = OrderedWorkerPool<Void, Int, Int>(
      threads: threads, makeState: {}, produce: { 1 },
      transform: { _, input in
        counter.value.withLock { $0 += 1 }
        for _ in 0..<1000 where counter.value.withLock({ $0 }) == 0 { break }
        counter.value.withLock { $0 -= 1 }
        return input
      })
    for _ in 0..<20 { _ = try pool.next() }
    pool.cancel()
    #expect(counter.value.withLock { $0 } == 0)
  }
}
