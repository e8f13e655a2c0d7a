/// Options or inputs that make no sense together: nothing is wrong with the data, and the run has done nothing.
public struct JobFailure: Error, Sendable, Hashable {
  /// A stable kebab-case name of a kind of misuse, such as `unknown-character-set`; never renamed.
  public struct Code: RawRepresentable, Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name.
    public let rawValue: String

    /// A code by its name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A code by its name.
    public init(stringLiteral value: StaticString) { rawValue = value.description }

    public var description: String { rawValue }
  }

  /// What kind of misuse it is.
  public var code: Code
  /// What is wrong and what to say instead. Options are called by their long names.
  public var message: String

  /// - Parameter message: What is wrong and what to say instead.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

extension JobFailure: CustomStringConvertible {
  public var description: String { message }
}

/// A run that somebody ended by ``JobRun/cancel()``. Its temporaries are gone.
public struct JobCancellation: Error, Sendable, Hashable, CustomStringConvertible {
  /// Whether the same run can go on where this one stood.
  public var isResumable: Bool

  /// - Parameter isResumable: Whether the same run can go on where this one stood.
  public init(isResumable: Bool = false) { self.isResumable = isResumable }

  public var description: String { isResumable ? "the run was cancelled; it can be resumed" : "the run was cancelled" }
}
