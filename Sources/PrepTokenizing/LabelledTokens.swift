import PrepTokenizers

/// Tokens with their loss in stretches.
struct LabelledTokens {
  var tokens: [UInt32] = []
  var spans: [LabelledText.Stretch] = []
  /// Tokens across a place where what is learnt begins or ends.
  var straddling = 0

  /// Appends a span up to a token; like neighbours become one.
  mutating func mark(_ end: Int, _ stretch: LabelledText.Stretch) {
    if let last = spans.last {
      if end <= last.end { return }
      if last.isLike(stretch) {
        spans[spans.count - 1].end = end
        return
      }
    } else if end <= 0 {
      return
    }
    var span = stretch
    span.end = end
    spans.append(span)
  }

  /// The number of tokens that are learnt.
  var trainedCount: Int {
    var count = 0
    forEachSpan { range, span in if span.weight != 0 { count += range.count } }
    return count
  }

  /// Whether all that is learnt is the token for unknown text, special tokens aside.
  func trains(onlyUnknown unknown: UInt32, _ tokenizer: Tokenizer) -> Bool {
    var isTrained = false
    var start = 0
    for span in spans {
      defer { start = span.end }
      if span.weight == 0 { continue }
      for token in tokens[start..<span.end] {
        if token == unknown { isTrained = true } else if !tokenizer.isSpecial(token) { return false }
      }
    }
    return isTrained
  }

  /// Whether a model learns anything of it: of its first token nothing stands before it that could be learnt from.
  var teaches: Bool {
    let first = (spans.first { $0.end > 0 }?.weight ?? 0) != 0 ? 1 : 0
    return trainedCount > first
  }

  func forEachSpan(_ body: (Range<Int>, LabelledText.Stretch) -> Void) {
    var start = 0
    for span in spans {
      body(start..<span.end, span)
      start = span.end
    }
  }

  /// The tokens of a range, with their spans.
  func part(_ range: Range<Int>) -> LabelledTokens {
    var result = LabelledTokens()
    result.tokens = Array(tokens[range])
    forEachSpan { span, stretch in
      let clamped = span.clamped(to: range)
      if !clamped.isEmpty { result.mark(clamped.upperBound - range.lowerBound, stretch) }
    }
    return result
  }

  mutating func append(_ other: LabelledTokens) {
    let base = tokens.count
    tokens += other.tokens
    for span in other.spans { mark(base + span.end, span) }
  }
}
