import PrepTokenizing

/// Which tokens are learnt, and what becomes of examples that are too long.
public struct LearningOptions: Sendable {
  /// Whose words are learnt; nil is what the shape suggests.
  public var mask: TokenizingOptions.Mask?
  /// The parts of a turn that are learnt; nil is what the template marks, or all but header and newline.
  public var trainedParts: Set<TokenizingOptions.TurnPart>?
  /// What becomes of the turns of a conversation.
  public var turns = TokenizingOptions.Turns.whole
  /// What becomes of what an assistant thinks.
  public var reasoning = TokenizingOptions.Reasoning.template
  /// The weight of what is not learnt.
  public var promptWeight: Float = 0
  /// Whether a weight is written for every token rather than a mask.
  public var usesWeights = false
  /// The most tokens of a sequence; nil is no limit.
  public var maxTokens: Int?
  /// What becomes of an example with more; nil is an error.
  public var overflow: TokenizingOptions.Overflow?

  /// The defaults.
  public init() {}

  /// Puts the options in their places.
  ///
  /// - Throws: ``JobFailure`` for what makes no sense together.
  func apply(to options: inout TokenizingOptions) throws(JobFailure) {
    guard promptWeight.isFinite else { throw JobFailure("out-of-range", "--prompt-weight takes a number") }
    if let maxTokens, maxTokens < 1 { throw JobFailure("out-of-range", "--max-tokens takes a number above 0") }
    if overflow != nil, maxTokens == nil { throw JobFailure("option-needs-another", "--overflow needs --max-tokens") }
    if turns == .each, overflow == .splitTurns || mask == .all {
      throw JobFailure(
        "options-exclude-each-other",
        "--turns each makes a sequence of each answer: no --overflow split-turns, no --mask all")
    }
    options.mask = mask
    options.turns = turns
    options.reasoning = reasoning
    options.trainedParts = trainedParts
    options.promptWeight = promptWeight
    options.usesWeights = usesWeights || promptWeight != 0
    options.maxTokens = maxTokens
    options.overflow = overflow ?? .error
  }
}
