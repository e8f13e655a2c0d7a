/// Options or inputs that make no sense together: nothing is wrong with the data, and the run has done nothing.
package struct JobFailure: Error, Sendable, Hashable {
  /// A stable kebab-case name of a kind of misuse, such as `unknown-character-set`; never renamed.
  package struct Code: RawRepresentable, Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package init(stringLiteral value: StaticString) { rawValue = value.description }

    package var description: String { rawValue }
  }

  package var code: Code
  /// What is wrong and what to say instead. Options are called by their long names.
  package var message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

extension JobFailure: CustomStringConvertible {
  package var description: String { message }
}

/// A run that somebody ended by ``JobRun/cancel()``. Its temporaries are gone.
package struct JobCancellation: Error, Sendable, Hashable, CustomStringConvertible {
  /// Whether the same run can go on where this one stood.
  package var isResumable = false

  package var description: String { isResumable ? "the run was cancelled; it can be resumed" : "the run was cancelled" }
}
