import PrepBytes
import PrepTokenizers

/// Encodes labelled text. Stretches between control tokens are encoded as one text, as a model sees them.
final class LabelledEncoder {
  private let encoder: Encoder
  private let boundary: TokenizingOptions.Boundary
  private let allowsSpecialTokens: Bool
  // SAFETY: an encoder is one thread's and calls nobody while it changes these, so that accesses need no check.
  @exclusivity(unchecked) private var cuts = PlainList<Int>()
  @exclusivity(unchecked) private var places = PlainList<Encoder.CutPlace>()
  @exclusivity(unchecked) private var tokens = PlainList<UInt32>()
  @exclusivity(unchecked) private var spans = PlainList<LabelledText.Stretch>()
  /// Tokens across a change of what is learnt.
  @exclusivity(unchecked) private var straddling = 0
  @exclusivity(unchecked) private var shortRuns = ShortRunCache()

  private let refusesLostText: Bool

  init(_ tokenizer: Tokenizer, _ options: TokenizingOptions) {
    encoder = tokenizer.makeEncoder()
    boundary = options.boundary
    allowsSpecialTokens = options.allowsSpecialTokens
    refusesLostText = options.refusesLostText
  }

  /// The tokens of a text.
  ///
  /// - Throws: `straddling-token` under the boundary `strict`; `byte-without-token` where text that has no token is
  ///   refused.
  func encode(_ text: borrowing LabelledText) throws(TokenizingFault) -> LabelledTokens {
    tokens.removeAll()
    spans.removeAll()
    straddling = 0
    encode(text.bytes, text.stretches)
    if encoder.hasLostText {
      let lost = encoder.takeLostText()
      if refusesLostText {
        throw TokenizingFault("byte-without-token", "\(encoder.tokenizer.name) has no token for \(lost.words)")
      }
    }
    if boundary == .strict, straddling > 0 {
      throw TokenizingFault(
        "straddling-token",
        "a token holds the end of the prompt and the start of the completion; move the space between them, or use --boundary split"
      )
    }
    return LabelledTokens(tokens: Array(tokens.all), spans: Array(spans.all), straddling: straddling)
  }

  private func encode(_ bytes: UnsafeBufferPointer<UInt8>, _ stretches: UnsafeBufferPointer<LabelledText.Stretch>) {
    var index = 0
    var start = 0
    while index < stretches.count {
      if let control = stretches[index].control {
        tokens.append(control)
        mark(tokens.count, stretches[index])
        start = stretches[index].end
        index += 1
        continue
      }
      var last = index
      while last + 1 < stretches.count, stretches[last + 1].control == nil {
        if boundary == .split, stretches[last + 1].weight != stretches[last].weight { break }
        last += 1
      }
      let run = UnsafeBufferPointer(rebasing: bytes[start..<stretches[last].end])
      if allowsSpecialTokens {
        encodeAllowing(run, stretches, index...last, from: start)
      } else if index < last {
        encode(run, stretches, index...last, from: start)
      } else {
        if !shortRuns.append(run, to: &tokens) {
          let first = tokens.count
          encoder.encodeAsText(run, into: &tokens)
          if !encoder.hasLostText { shortRuns.insert(run, UnsafeBufferPointer(rebasing: tokens.all[first...])) }
        }
        mark(tokens.count, stretches[index])
      }
      start = stretches[last].end
      index = last + 1
    }
  }

  private func encode(
    _ text: UnsafeBufferPointer<UInt8>, _ stretches: UnsafeBufferPointer<LabelledText.Stretch>,
    _ range: ClosedRange<Int>,
    from start: Int
  ) {
    let first = tokens.count
    cuts.removeAll()
    places.removeAll()
    for index in range.lowerBound..<range.upperBound { cuts.append(stretches[index].end - start) }
    encoder.encode(text, cuts: cuts, into: &tokens, places: &places)
    label(stretches, range, first)
  }

  private func encodeAllowing(
    _ text: UnsafeBufferPointer<UInt8>, _ stretches: UnsafeBufferPointer<LabelledText.Stretch>,
    _ range: ClosedRange<Int>,
    from start: Int
  ) {
    let first = tokens.count
    var ranges: [Range<Int>] = []
    encoder.encodeAllowingSpecialTokens(text, into: &tokens, ranges: &ranges)
    places.removeAll()
    var token = 0
    for index in range.lowerBound..<range.upperBound {
      let cut = stretches[index].end - start
      while token < ranges.count, ranges[token].lowerBound < cut { token += 1 }
      places.append(Encoder.CutPlace(count: token, straddles: token > 0 && ranges[token - 1].upperBound > cut))
    }
    label(stretches, range, first)
  }

  /// Sets each token's loss weight. A token that spans several weights gets the smallest in magnitude.
  private func label(
    _ stretches: UnsafeBufferPointer<LabelledText.Stretch>, _ range: ClosedRange<Int>, _ first: Int
  ) {
    let places = places.all
    for number in 0..<places.count {
      let stretch = stretches[range.lowerBound + number]
      let end = first + places[number].count
      guard places[number].straddles else {
        mark(end, stretch)
        continue
      }
      guard end > (spans.last?.end ?? 0) else { continue }
      // Every stretch that the token reaches into has a say.
      var weakest = stretch
      var differs = false
      var opening: LabelledText.Stretch?
      var cut = number
      while cut < places.count, places[cut].straddles, places[cut].count == places[number].count {
        let next = stretches[range.lowerBound + cut + 1]
        if next.weight != stretch.weight { differs = true }
        if next.opens, opening == nil { opening = next }
        if next.weight.magnitude < weakest.weight.magnitude { weakest.weight = next.weight }
        cut += 1
      }
      if stretch.closes, boundary != .strict {
        // A template marked it, and what it marks is learnt to the last character.
        mark(end, stretch)
        continue
      }
      if let opening, boundary != .strict {
        // The first token of an answer is the answer's, though what it stands on begins it.
        mark(end - 1, stretch)
        mark(end, opening)
        continue
      }
      if differs {
        mark(end - 1, stretch)
        straddling += 1
      }
      mark(end, weakest)
    }
    mark(tokens.count, stretches[range.upperBound])
  }

  /// Says what the tokens up to a place are. Neighbours that are alike become one.
  @inline(__always)
  private func mark(_ end: Int, _ stretch: LabelledText.Stretch) {
    var span = stretch
    span.end = end
    if let last = spans.last {
      if end <= last.end { return }
      if last.isLike(stretch) {
        span.control = last.control
        return spans.replace(at: spans.count - 1, with: span)
      }
    } else if end <= 0 {
      return
    }
    spans.append(span)
  }
}
