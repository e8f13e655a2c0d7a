import PrepTokenizers

/// Encodes labelled text. Stretches between control tokens are encoded as one text, as a model sees them.
final class LabelledEncoder {
  private let encoder: Encoder
  private let boundary: TokenizingOptions.Boundary
  private let allowsSpecialTokens: Bool
  // An encoder is one thread's and calls nobody while it changes these, so that accesses need no check at run time.
  @exclusivity(unchecked) private var cuts: [Int] = []
  @exclusivity(unchecked) private var places: [(count: Int, straddles: Bool)] = []
  @exclusivity(unchecked) private var shortRuns = ShortRunCache()

  init(_ tokenizer: Tokenizer, boundary: TokenizingOptions.Boundary, allowsSpecialTokens: Bool) {
    encoder = tokenizer.makeEncoder()
    self.boundary = boundary
    self.allowsSpecialTokens = allowsSpecialTokens
  }

  /// Appends the tokens of a text to what is empty.
  ///
  /// - Throws: `straddling-token` under the boundary `strict`.
  func encode(_ text: LabelledText, into result: inout LabelledTokens) throws(TokenizingFault) {
    text.bytes.withUnsafeBufferPointer { encode($0, text.stretches, into: &result) }
    if boundary == .strict, result.straddling > 0 {
      throw TokenizingFault(
        "straddling-token",
        "a token holds the end of the prompt and the start of the completion; move the space between them, or use --boundary split")
    }
  }

  private func encode(
    _ bytes: UnsafeBufferPointer<UInt8>, _ stretches: [LabelledText.Stretch], into result: inout LabelledTokens
  ) {
    var index = 0
    var start = 0
    while index < stretches.count {
      if let control = stretches[index].control {
        result.tokens.append(control)
        result.mark(result.tokens.count, stretches[index])
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
      if index == last, !allowsSpecialTokens {
        if !shortRuns.append(run, to: &result.tokens) {
          let first = result.tokens.count
          encoder.encode(run, cuts: [], into: &result.tokens, places: &places)
          shortRuns.insert(run, result.tokens[first...])
        }
        result.mark(result.tokens.count, stretches[index])
      } else {
        encode(run, stretches[index...last], from: start, into: &result)
      }
      start = stretches[last].end
      index = last + 1
    }
  }

  private func encode(
    _ text: UnsafeBufferPointer<UInt8>, _ stretches: ArraySlice<LabelledText.Stretch>, from start: Int,
    into result: inout LabelledTokens
  ) {
    let first = result.tokens.count
    if allowsSpecialTokens {
      encodeAllowing(text, stretches, from: start, into: &result)
      return
    }
    if !cuts.isEmpty { cuts.removeAll(keepingCapacity: true) }
    if !places.isEmpty { places.removeAll(keepingCapacity: true) }
    for index in stretches.startIndex..<stretches.endIndex - 1 { cuts.append(stretches[index].end - start) }
    encoder.encode(text, cuts: cuts, into: &result.tokens, places: &places)
    mark(stretches, first, &result)
  }

  private func encodeAllowing(
    _ text: UnsafeBufferPointer<UInt8>, _ stretches: ArraySlice<LabelledText.Stretch>, from start: Int,
    into result: inout LabelledTokens
  ) {
    let first = result.tokens.count
    var ends: [Int] = []
    encoder.encodeAllowingSpecialTokens(text, into: &result.tokens, ends: &ends)
    places.removeAll(keepingCapacity: true)
    var token = 0
    for stretch in stretches.dropLast() {
      let cut = stretch.end - start
      while token < ends.count, (token == 0 ? 0 : ends[token - 1]) < cut { token += 1 }
      places.append((token, token > 0 && ends[token - 1] > cut))
    }
    mark(stretches, first, &result)
  }

  /// Gives the tokens their labels. One that reaches across a change of weight takes the weaker side's.
  private func mark(_ stretches: ArraySlice<LabelledText.Stretch>, _ first: Int, _ result: inout LabelledTokens) {
    for (number, index) in stretches.indices.dropLast().enumerated() {
      let end = first + places[number].count
      guard places[number].straddles else {
        result.mark(end, stretches[index])
        continue
      }
      guard end > (result.spans.last?.end ?? 0) else { continue }
      // Every stretch that the token reaches into has a say.
      var weakest = stretches[index]
      var differs = false
      var cut = number
      while cut < places.count, places[cut].straddles, places[cut].count == places[number].count {
        let next = stretches[stretches.startIndex + cut + 1]
        if next.weight != stretches[index].weight { differs = true }
        if next.weight.magnitude < weakest.weight.magnitude { weakest.weight = next.weight }
        cut += 1
      }
      if differs {
        result.mark(end - 1, stretches[index])
        result.straddling += 1
      }
      result.mark(end, weakest)
    }
    if let last = stretches.last { result.mark(result.tokens.count, last) }
  }
}
