import PrepSystem

/// What is done when an expression cannot be matched in a text within its limits.
///
/// A tool has to end then, since no result is right; it says so with ``whenOneHappens(_:)``. A matcher alone stops
/// finding and remembers why, and whoever encodes with it throws.
package enum MatchFailures {
  private static let action = AtomicAction<UnicodeFailure>()

  /// Sets what is done, at once and on the thread that matches, when a match fails.
  package static func whenOneHappens(_ action: (@Sendable (UnicodeFailure) -> Void)?) {
    Self.action.set(action)
  }

  static func happened(_ failure: UnicodeFailure) {
    action.run(failure)
  }
}
