import Synchronization

/// What is done when an expression cannot be matched in a text within its limits.
///
/// A tool has to end then, since no result is right; it says so with ``whenOneHappens(_:)``. A matcher alone stops
/// finding and remembers why, and whoever encodes with it throws.
package enum MatchFailures {
  private static let action = Mutex<(@Sendable (UnicodeFailure) -> Void)?>(nil)

  /// Sets what is done, at once and on the thread that matches, when a match fails.
  package static func whenOneHappens(_ action: (@Sendable (UnicodeFailure) -> Void)?) {
    Self.action.withLock { $0 = action }
  }

  static func happened(_ failure: UnicodeFailure) {
    let action = action.withLock { $0 }
    action?(failure)
  }
}
