import ArgumentParser
import PrepJobs
import PrepTokenizing

/// Which tokens are learnt, and what becomes of examples that are too long.
struct LearningOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Whose words are learnt (default: completion; assistant in conversations; all in texts).",
      valueName: "completion|assistant|last|all|none"))
  var mask: TokenizingOptions.Mask?

  @Option(
    help: ArgumentHelp(
      "The parts of a turn that are learnt: header, reasoning, content, tool_call, end, newline (default: what the template marks, or all but header and newline).",
      valueName: "PART,…"))
  var train: TurnParts?

  @Option(help: ArgumentHelp("The weight of what is not learnt: 0.01 was OpenAI's default (default: 0).", valueName: "WEIGHT"))
  var promptWeight: Float = 0

  @Flag(help: "Write a weight for every token rather than a mask (default: where the options or the first records need it).")
  var weights = false

  @Option(help: ArgumentHelp("The most tokens of a sequence.", valueName: "N"))
  var maxTokens: Quantity?

  @Option(
    help: ArgumentHelp(
      "What becomes of an example with more (default: error).", valueName: "error|drop|cut-prompt|cut-turns|cut-end|split"))
  var overflow: TokenizingOptions.Overflow?

  init() {}

  /// The options as jobs take them.
  var values: PrepJobs.LearningOptions {
    var values = PrepJobs.LearningOptions()
    values.mask = mask
    values.trainedParts = train?.parts
    values.promptWeight = promptWeight
    values.usesWeights = weights
    values.maxTokens = maxTokens?.value
    values.overflow = overflow
    return values
  }
}

/// Parts of a turn in a list.
struct TurnParts: ExpressibleByArgument {
  let parts: Set<TokenizingOptions.TurnPart>

  init?(argument: String) {
    var parts: Set<TokenizingOptions.TurnPart> = []
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let part = TokenizingOptions.TurnPart(rawValue: String(word)) else { return nil }
      parts.insert(part)
    }
    self.parts = parts
  }
}

extension TokenizingOptions.Mask: ExpressibleByArgument {}
extension TokenizingOptions.Overflow: ExpressibleByArgument {}
