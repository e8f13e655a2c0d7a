internal import PrepDiagnostics

/// Makes examples fit a number of tokens.
struct Truncation {
  let limit: Int
  let overflow: TokenizingOptions.Overflow

  /// What an example became.
  enum Outcome {
    case fits([LabelledTokens])
    case dropped
    /// Turns have to go, and the conversation has to be rendered again.
    case needsFewerTurns
  }

  /// The parts of an example that fit.
  ///
  /// - Throws: `too-long` where it cannot be made to fit.
  func apply(to tokens: LabelledTokens) throws(TokenizingFault) -> Outcome {
    guard tokens.tokens.count > limit else { return .fits([tokens]) }
    switch overflow {
    case .error: throw tooLong(tokens.tokens.count, "")
    case .drop: return .dropped
    case .cutPrompt: return .fits([try withoutPromptStart(tokens)])
    case .cutTurns, .splitTurns: return .needsFewerTurns
    case .cutEnd: return .fits([withoutEnd(tokens)])
    case .split:
      return .fits(
        stride(from: 0, to: tokens.tokens.count, by: limit).map {
          tokens.part($0..<min($0 + limit, tokens.tokens.count))
        })
    }
  }

  func tooLong(_ count: Int, _ reason: String) -> TokenizingFault {
    TokenizingFault("too-long", "the example has \(Counted(count, "token")), more than \(limit)\(reason)")
  }

  /// Everything from the first learnt token on stays, and so does a token that begins the text.
  private func withoutPromptStart(_ tokens: LabelledTokens) throws(TokenizingFault) -> LabelledTokens {
    var firstTrained = tokens.tokens.count
    var begin = 0
    tokens.forEachSpan { range, span in
      if span.weight != 0, isAnswer(span), range.lowerBound < firstTrained { firstTrained = range.lowerBound }
      if range.lowerBound == 0, span.control != nil, span.role == .template { begin = 1 }
    }
    let excess = tokens.tokens.count - limit
    guard begin + excess <= firstTrained else {
      throw tooLong(tokens.tokens.count, ", and its prompt is too short to be cut")
    }
    var result = tokens.part(0..<begin)
    result.append(tokens.part(begin + excess..<tokens.tokens.count))
    result.straddling = tokens.straddling
    return result
  }

  private func isAnswer(_ span: LabelledText.Stretch) -> Bool {
    span.role == .assistant || span.role == .completion || span.role == .text
  }

  /// The last token stays where it ends the example.
  private func withoutEnd(_ tokens: LabelledTokens) -> LabelledTokens {
    var endStart = tokens.tokens.count
    // The control token that ends the last turn, and nothing behind it.
    var endRange = endStart..<endStart
    tokens.forEachSpan { range, span in if span.isEnd { endRange = range.upperBound - 1..<range.upperBound } }
    endStart = limit - endRange.count
    var result = tokens.part(0..<max(0, endStart))
    if !endRange.isEmpty {
      var end = tokens.part(endRange)
      // What ends a cut answer is learnt as the answer is.
      if let last = result.spans.last, last.weight == 0, !end.spans.isEmpty { end.spans[0].weight = 0 }
      result.append(end)
    }
    result.straddling = tokens.straddling
    return result
  }
}
