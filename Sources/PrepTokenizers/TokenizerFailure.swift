/// Why a tokenizer could not be had or used: what is wrong, and what can be done about it.
public struct TokenizerFailure: Error, Sendable, CustomStringConvertible {
  /// The kind of failure; the command line maps each to an exit status.
  public struct Code: Sendable, Hashable {
    private enum Value: Sendable { case missing, needsPattern, cannotRead, damaged, unsupported, specialToken, usage }
    private let value: Value

    /// No file of that name is on this machine; the message says where it comes from.
    public static let missing = Code(value: .missing)
    /// The file holds no split pattern and is not known; one has to be given.
    public static let needsPattern = Code(value: .needsPattern)
    /// The file cannot be opened or read.
    public static let cannotRead = Code(value: .cannotRead)
    /// The file is not what its format promises.
    public static let damaged = Code(value: .damaged)
    /// The file is sound but describes something that is not byte-level byte pair encoding, or a part not known here.
    public static let unsupported = Code(value: .unsupported)
    /// The text holds a special token, and the policy refuses it.
    public static let specialToken = Code(value: .specialToken)
    /// The arguments contradict each other or the vocabulary.
    public static let usage = Code(value: .usage)
  }

  public var code: Code
  /// What went wrong, and what can be done about it.
  public var message: String
  /// The file or name concerned; nil when a text is.
  public var path: String?

  public init(_ code: Code, _ message: String, path: String? = nil) {
    self.code = code
    self.message = message
    self.path = path
  }

  public var description: String { path.map { "\($0): \(message)" } ?? message }
}
