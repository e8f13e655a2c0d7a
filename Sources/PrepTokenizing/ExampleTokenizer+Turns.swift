import PrepExamples
import PrepTokens

/// How conversations become several sequences.
extension ExampleTokenizer {
  /// A sequence of each answer of which something is learnt: the conversation up to it, as a model sees it when it
  /// answers.
  func eachAnswer(_ chat: Chat, _ weight: Float, _ kind: TokenLoss.Kind) throws(TokenizingFault) -> [TokenSequence] {
    var result: [TokenSequence] = []
    let mask = options.mask ?? .assistant
    guard mask != .all else { throw TokenizingFault("mask-all", "with --turns each, nothing but answers is trained") }
    let answers = chat.messages.indices.filter { TokenRole(chat.messages[$0].role) == .assistant }
    for index in mask == .last ? answers.suffix(1) : answers {
      let part = Chat(messages: Array(chat.messages[...index]), tools: chat.tools)
      let tokens = try encode { (self, text) throws(TokenizingFault) in
        try self.label(part, from: index, weight, &text)
      }
      if !tokens.teaches, !learnsNothing(tokens) { continue }
      if tokens.tokens.count > options.maxTokens ?? .max, options.overflow == .cutTurns {
        result += try withFewerTurns(part, weight, kind, from: index)
      } else if let parts = try fitting(tokens) {
        result += try sequences(parts, kind, areCut: parts.count > 1)
      } else {
        continue
      }
    }
    // What was left out was counted.
    if result.isEmpty, options.overflow != .drop { throw TokenizingFault.nothingToLearn }
    return result
  }

  /// The sequences of a conversation that is cut between turns where it is too long: each has the system's words and as
  /// many turns as fit.
  func inTurns(_ chat: Chat, _ weight: Float, _ kind: TokenLoss.Kind) throws(TokenizingFault) -> [TokenSequence] {
    guard let limit = options.maxTokens else { return [] }
    func attempt(_ messages: [Message]) throws(TokenizingFault) -> LabelledTokens {
      try encode { (self, text) throws(TokenizingFault) in
        try self.label(.chat(Chat(messages: messages, tools: chat.tools)), weight, &text)
      }
    }
    let whole = try attempt(chat.messages)
    guard whole.tokens.count > limit else { return try sequences([whole], kind) }
    let lead = chat.messages.prefix { TokenRole($0.role) == .system }
    var starts = chat.messages.indices.filter { index in
      index > lead.count && TokenRole(chat.messages[index].role) == .user
        && TokenRole(chat.messages[index - 1].role) != .user
    }
    starts.insert(lead.count, at: 0)
    starts.append(chat.messages.count)
    var parts: [LabelledTokens] = []
    var first = 0
    while first + 1 < starts.count {
      // The most turns that fit; more turns are never fewer tokens. Twice as many are tried as long as they fit: no more
      // is rendered than about twice what a sequence takes.
      var low = first + 1
      var high = starts.count - 1
      var best: LabelledTokens?
      var next = first
      var isGrowing = true
      while low <= high {
        let middle = isGrowing ? min(high, 2 * low - first - 1) : (low + high) / 2
        let tokens = try attempt(Array(lead) + chat.messages[starts[first]..<starts[middle]])
        if tokens.tokens.count <= limit {
          (best, next) = (tokens, middle)
          low = middle + 1
        } else {
          high = middle - 1
          isGrowing = false
        }
      }
      guard let best else {
        throw Truncation(limit: limit, overflow: .splitTurns).tooLong(
          whole.tokens.count, ", and so has one of its turns")
      }
      parts.append(best)
      first = next
    }
    let result = try sequences(parts, kind)
    counts.cutExamples += 1
    return result
  }
}
