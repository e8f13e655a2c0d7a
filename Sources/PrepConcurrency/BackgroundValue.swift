import PrepSystem

/// A value that a thread of its own makes, while the one that will need it does something else.
package final class BackgroundValue<Value: Sendable>: Sendable {
  private let place: Place

  /// - Parameter make: Runs at once, on another thread, to its end whether or not anybody takes the value.
  package init(_ make: @escaping @Sendable () throws -> Value) {
    let place = Place()
    self.place = place
    _ = WorkerThread { place.put(Result { try make() }) }
  }

  /// Waits until the value is there; every call gives the same one, or throws the error that its making threw.
  package func get() throws -> Value { try place.wait().get() }

  /// SAFETY of `@unchecked Sendable`: the result is touched with the monitor held.
  private final class Place: @unchecked Sendable {
    private let monitor = Monitor()
    private var result: Result<Value, any Error>?

    func put(_ result: Result<Value, any Error>) {
      monitor.withLock {
        self.result = result
        monitor.signalAllResults()
      }
    }

    func wait() -> Result<Value, any Error> {
      monitor.withLock {
        while true {
          if let result { return result }
          monitor.waitForResult()
        }
      }
    }
  }
}
