/// Why a chat template could not be read or rendered.
public struct TemplateFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of failure.
  public struct Code: Sendable, Hashable {
    private enum Value: Sendable { case missing, cannotRead, syntax, unsupported, evaluation, refused, limit }
    private let value: Value

    /// There is no template of that name, or the file holds none.
    public static let missing = Code(value: .missing)
    /// The file cannot be opened or read.
    public static let cannotRead = Code(value: .cannotRead)
    /// The template is not well-formed.
    public static let syntax = Code(value: .syntax)
    /// The template uses a part of the language that chat templates do not need.
    public static let unsupported = Code(value: .unsupported)
    /// An operation of the template cannot be done with these messages.
    public static let evaluation = Code(value: .evaluation)
    /// The template itself refuses these messages, with `raise_exception`.
    public static let refused = Code(value: .refused)
    /// The template takes more steps, depth or output than is granted.
    public static let limit = Code(value: .limit)
  }

  public var code: Code
  /// What went wrong.
  public var message: String
  /// The line of the template; 0 where it is not known.
  public var line: Int

  public init(_ code: Code, _ message: String, line: Int = 0) {
    self.code = code
    self.message = message
    self.line = line
  }

  public var description: String { line > 0 ? "\(message) (line \(line) of the template)" : message }
}
