import PrepExamples
import PrepTokens

/// How a preferred and a rejected answer become one sequence.
extension ExampleTokenizer {
  /// The sequence of a pair: the chosen side, and the rejected one as its branch.
  func pair(_ preference: Preference, _ weight: Float, _ kind: TokenLoss.Kind) throws(TokenizingFault)
    -> [TokenSequence]
  {
    let (prompt, chosen, rejected) = PreferencePrompt.split(preference)
    var sides: [LabelledTokens] = []
    for side in [chosen, rejected] {
      let tokens = try encode { (self, text) throws(TokenizingFault) in
        try self.label(prompt, side, preference.tools, weight, isPair: true, &text)
      }
      guard options.overflow != .split || tokens.tokens.count <= options.maxTokens ?? .max else {
        throw Truncation(limit: options.maxTokens ?? 0, overflow: .error).tooLong(
          tokens.tokens.count, ", and a pair cannot be split")
      }
      guard let part = try fitting(tokens)?.first else { return [] }
      sides.append(part)
    }
    for side in sides where !side.teaches && !learnsNothing(side) {
      throw TokenizingFault("nothing-to-learn", "an answer of the pair has no token to learn")
    }
    for side in sides { count(side, side.trainedCount) }
    let branch = TokenBranch(
      tokens: sides[1].tokens, loss: try sides[1].loss(kind), boundaries: [0, Int32(sides[1].tokens.count)])
    return [
      TokenSequence(
        tokens: sides[0].tokens, loss: try sides[0].loss(kind), boundaries: [0, Int32(sides[0].tokens.count)],
        documentIDs: [documentID], rejected: branch)
    ]
  }
}
