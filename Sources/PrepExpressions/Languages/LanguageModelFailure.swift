/// What is wrong with a model of languages.
package struct LanguageModelFailure: Error, Hashable, CustomStringConvertible {
  package enum Code: Sendable, Hashable {
    /// There is none, or it cannot be read.
    case missing
    /// The file is no model, is damaged or cut short, or is of a kind that tells no labels.
    case wrong
  }

  package let code: Code
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { message }
}
