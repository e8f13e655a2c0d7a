/// What is wrong with a regular expression: it is none, uses what cannot be said exactly in ICU's words, or takes too
/// much for a text.
package struct UnicodeFailure: Error, Hashable, CustomStringConvertible {
  package struct Code: Hashable, Sendable {
    private enum Value: Hashable { case expression, limit }
    private let value: Value
    /// The regular expression is wrong, or uses what is not supported.
    package static let expression = Code(value: .expression)
    /// A match in a text takes more memory or steps than it is given.
    package static let limit = Code(value: .limit)
  }

  package let code: Code
  package let message: String
  /// Where in the expression, in bytes; nil when that is not known.
  package let offset: Int?

  package init(_ code: Code, _ message: String, offset: Int? = nil) {
    self.code = code
    self.message = message
    self.offset = offset
  }

  package var description: String { offset.map { "\(message) at byte \($0)" } ?? message }
}
