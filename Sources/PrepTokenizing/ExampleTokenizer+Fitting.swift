import PrepExamples
import PrepTokens

/// How examples with too many tokens are made to fit.
extension ExampleTokenizer {
  /// The parts of an example that fit; nil when it is left out.
  func fitting(_ tokens: LabelledTokens) throws(TokenizingFault) -> [LabelledTokens]? {
    guard let limit = options.maxTokens, tokens.tokens.count > limit else { return [tokens] }
    switch try Truncation(limit: limit, overflow: options.overflow).apply(to: tokens) {
    case .fits(let parts):
      var lost = RoleCounts()
      lost.add(tokens)
      for part in parts {
        var kept = RoleCounts()
        kept.add(part)
        for role in TokenRole.allCases { lost[role] -= kept[role] }
      }
      if lost.total > 0 { counts.cutExamples += 1 }
      counts.lostTokensByRole += lost
      return parts
    case .dropped:
      counts.droppedExamples += 1
      counts.lostTokensByRole.add(tokens)
      return nil
    // Where there are turns, they were cut before.
    case .needsFewerTurns:
      throw Truncation(limit: limit, overflow: options.overflow).tooLong(
        tokens.tokens.count, ", and it has no turns to cut")
    }
  }

  /// The sequence of a conversation without as many of its oldest turns as it takes.
  ///
  /// - Parameter answer: The only message of which something is learnt; nil where it is what the options say.
  func withFewerTurns(_ chat: Chat, _ weight: Float, _ kind: TokenLoss.Kind, from answer: Int? = nil)
    throws(TokenizingFault) -> [TokenSequence]
  {
    guard let limit = options.maxTokens else { return [] }
    func attempt(_ messages: [Message]) throws(TokenizingFault) -> LabelledTokens {
      try encode { (self, text) throws(TokenizingFault) in
        let part = Chat(messages: messages, tools: chat.tools)
        if answer != nil {
          try self.label(part, from: messages.count - 1, weight, &text)
        } else {
          try self.label(.chat(part), weight, &text)
        }
      }
    }
    let whole = try attempt(chat.messages)
    guard whole.tokens.count > limit else { return try sequences([whole], kind) }
    let lead = chat.messages.prefix { TokenRole($0.role) == .system }
    // A turn begins where the user speaks.
    let starts = chat.messages.indices.dropFirst(lead.count + 1).filter { TokenRole(chat.messages[$0].role) == .user }
    var low = 0
    var high = starts.count
    var best: LabelledTokens?
    while low < high {
      let middle = (low + high) / 2
      let tokens = try attempt(Array(lead) + chat.messages[starts[middle]...])
      if tokens.tokens.count <= limit {
        best = tokens
        high = middle
      } else {
        low = middle + 1
      }
    }
    guard let best else {
      throw Truncation(limit: limit, overflow: .cutTurns).tooLong(whole.tokens.count, ", and so has its last turn")
    }
    var lost = RoleCounts()
    lost.add(whole)
    var kept = RoleCounts()
    kept.add(best)
    for role in TokenRole.allCases { lost[role] = max(0, lost[role] - kept[role]) }
    let result = try sequences([best], kind)
    counts.cutExamples += 1
    counts.lostTokensByRole += lost
    return result
  }
}
