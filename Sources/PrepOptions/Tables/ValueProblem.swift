/// Why a text is not the value of an option; the option itself is known to whoever asked.
package struct ValueProblem: Error, Hashable, Sendable {
  /// What is wrong, where it takes more than what was wanted.
  package var message: String?

  /// - Parameter message: What is wrong; nil when it is enough to say what was wanted.
  package init(_ message: String? = nil) { self.message = message }
}
