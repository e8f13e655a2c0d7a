import PrepSystem

/// The line on the terminal that says how far a run is. It is there for the moment: it goes before anything else of this
/// process is written to a terminal, and does not come while what was written there ends inside of a line.
package enum StatusLine {
  private static let takingAway = "\r\u{1B}[K"

  private final class State: @unchecked Sendable {
    // SAFETY: the members are reached with the monitor held.
    let monitor = Monitor()
    var isShown = false
    /// Whether the cursor stands behind text of a line that is not complete.
    var isInsideLine = false
  }

  private static let state = State()

  /// Shows a line of text in place of the one that is there, on standard error, which is a terminal.
  ///
  /// - Parameter text: As many columns as the terminal has, less one, at most.
  package static func show(_ text: String) {
    state.monitor.withLock {
      if state.isInsideLine { return }
      state.isShown = true
      write(takingAway + text)
    }
  }

  /// Takes the line away.
  package static func clear() {
    state.monitor.withLock { takeAway() }
  }

  /// Writes to a terminal, behind what stands there for good.
  ///
  /// - Parameters:
  ///   - bytes: What is written.
  ///   - body: Writes them.
  static func written<Failure: Error>(
    _ bytes: UnsafeRawBufferPointer, _ body: () throws(Failure) -> Void
  ) throws(Failure) {
    // Not inside of the lock: the terminal may stop the output for as long as a person likes.
    clear()
    try body()
    if let last = bytes.last { state.monitor.withLock { state.isInsideLine = last != 0x0A } }
  }

  private static func takeAway() {
    guard state.isShown else { return }
    state.isShown = false
    write(takingAway)
  }

  /// Errors are not reported: there is nowhere left to report to.
  private static func write(_ text: String) {
    var text = text
    text.withUTF8 { try? Descriptor.standardError.write(UnsafeRawBufferPointer($0)) }
  }
}
