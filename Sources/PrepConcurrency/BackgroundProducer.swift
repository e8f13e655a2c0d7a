import PrepSystem

/// Runs a producer that pushes, such as an event parser, on a thread of its own, so that its values can be pulled.
///
/// At most one value waits while the producer makes the next. Releasing the object ends the producer at its next value.
package final class BackgroundProducer<Value: Sendable>: Sendable {
  private let exchange: Exchange<Value>

  /// - Parameter produce: Calls its argument with each value and stops when that says false. Its error is thrown by
  ///   ``next()`` after the values before it.
  package init(_ produce: @escaping @Sendable (_ yield: (Value) -> Bool) throws -> Void) {
    let exchange = Exchange<Value>()
    self.exchange = exchange
    _ = WorkerThread {
      do {
        try produce { exchange.put($0) }
        exchange.end(nil)
      } catch { exchange.end(error) }
    }
  }

  deinit { exchange.abandon() }

  /// The next value, or nil when the producer has ended.
  package func next() throws -> Value? { try exchange.take() }
}

/// A place for one value between two threads.
///
/// SAFETY of `@unchecked Sendable`: what changes is touched with the monitor held.
private final class Exchange<Value: Sendable>: @unchecked Sendable {
  private let monitor = Monitor()
  private var value: Value?
  private var failure: (any Error)?
  private var ended = false
  private var abandoned = false

  /// Waits until the place is free and puts a value there; false when nobody will take it.
  func put(_ next: Value) -> Bool {
    monitor.withLock {
      while value != nil, !abandoned { monitor.waitForWork() }
      if abandoned { return false }
      value = next
      monitor.signalResult()
      return true
    }
  }

  func end(_ error: (any Error)?) {
    monitor.withLock {
      ended = true
      failure = error
      monitor.signalResult()
    }
  }

  func take() throws -> Value? {
    try monitor.withLock {
      while value == nil, !ended { monitor.waitForResult() }
      if let taken = value.take() {
        monitor.signalWork()
        return taken
      }
      if let error = failure.take() { throw error }
      return nil
    }
  }

  func abandon() {
    monitor.withLock {
      abandoned = true
      value = nil
      monitor.signalWork()
    }
  }
}
