// PrepTokenizing turns examples into token sequences and says which tokens are to be learnt. Where examples come from and
// what becomes of the tokens is not known here.

public import PrepTokenizers

/// How examples become tokens.
public struct TokenizingOptions: Sendable, Equatable {
  /// What becomes of a token that holds the end of a prompt and the start of its completion.
  public enum Boundary: String, Sendable, Hashable, CaseIterable {
    /// Prompt and completion are encoded as one text; such a token belongs to the prompt and is not learnt.
    case joint
    /// Prompt and completion are encoded each by itself, so there is none.
    case split
    /// As joint, and such a token is bad data.
    case strict
  }

  public var boundary = Boundary.joint
  /// The id before every example; it is not learnt.
  public var beginOfText: UInt32?
  /// The id after every example; it is learnt.
  public var endOfText: UInt32?
  /// Whether special tokens in the text become their ids. By default they are text like any other.
  public var allowsSpecialTokens = false

  public init() {}

  /// The options that a tokenizer suggests: its own begin and end of a text.
  public init(for tokenizer: Tokenizer) {
    beginOfText = tokenizer.specialTokens.beginOfText
    endOfText = tokenizer.specialTokens.endOfText
  }
}

/// What was counted while examples became tokens; the counts of parts can be added up.
public struct TokenizingCounts: Sendable, Equatable {
  /// Examples that became a sequence.
  public var examples = 0
  public var tokens = 0
  /// Tokens that are learnt.
  public var trainedTokens = 0
  /// Tokens that hold the end of a prompt and the start of its completion.
  public var straddlingTokens = 0

  public init() {}

  /// Adds the counts of another part.
  public static func += (left: inout TokenizingCounts, right: TokenizingCounts) {
    left.examples += right.examples
    left.tokens += right.tokens
    left.trainedTokens += right.trainedTokens
    left.straddlingTokens += right.straddlingTokens
  }
}

/// Why an example cannot become tokens: a stable code and a sentence; its place is known to whoever read it.
public struct TokenizingFault: Error, Sendable, Equatable, CustomStringConvertible {
  public let code: String
  public let message: String

  package init(_ code: String, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { "\(message) [\(code)]" }
}
