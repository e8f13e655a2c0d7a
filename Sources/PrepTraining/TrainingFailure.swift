/// Why counts of words cannot be used, or a training cannot be done.
package struct TrainingFailure: Error, Sendable, CustomStringConvertible {
  /// What went wrong, and what can be done about it.
  package var message: String
  /// The file concerned.
  package var path: String?

  package init(_ message: String, path: String? = nil) {
    self.message = message
    self.path = path
  }

  package var description: String { path.map { "\($0): \(message)" } ?? message }
}
