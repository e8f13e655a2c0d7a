import PrepExamples
import PrepTokenizers
import PrepTokens

/// Texts for models that foretell masked words: whole, with what the vocabulary's template puts around them, and with
/// what a trainer needs to mask words as a whole.
extension ExampleTokenizer {
  /// The sequences of a text: one, or its windows; none when it is left out.
  func maskable(_ text: [UInt8]) throws(TokenizingFault) -> [TokenSequence] {
    var ids: [UInt32] = []
    var ranges: [Range<Int>] = []
    var words: [Int32] = []
    text.withUnsafeBufferPointer {
      plain.encode(
        $0, allowsSpecialTokens: options.allowsSpecialTokens, into: &ids, ranges: &ranges, words: &words)
    }
    try refuseLost()
    let frame = frame
    guard let windows = try windows(ids.count, added: frame.prefix.count + frame.suffix.count) else { return [] }
    if frame.prefix.count + ids.count + frame.suffix.count == 0 { throw .nothingToLearn }
    let starts = WordStarts.find(text, pieces: words, ranges: ranges)
    let labels = options.tasks.masking.map { mask(&ids, starts, text, $0) } ?? []
    if windows.count > 1 { counts.windows += windows.count }
    return windows.map { window in
      let tokens = frame.prefix + ids[window] + frame.suffix
      func framed(_ values: some Collection<Int32>, _ value: Int32) -> TokenColumnValues {
        .integers(
          [Int32](repeating: value, count: frame.prefix.count) + values
            + [Int32](repeating: value, count: frame.suffix.count))
      }
      counts.tokens += tokens.count
      counts.tokensByRole[.text] += tokens.count
      counts.trainedTokens += tokens.count
      counts.trainedTokensByRole[.text] += tokens.count
      var sequence = TokenSequence(knownDocument: tokens, loss: .all, id: documentID)
      sequence.columns = TaskColumn.all(for: .text, tokenizer, options).map { column in
        switch column {
        case .special: framed([Int32](repeating: 0, count: window.count), 1)
        case .wordStart: framed(starts[window].map { $0 ? 1 : 0 }, 0)
        case .masked: framed(labels[window], WordLabels.none)
        default: .integers([])
        }
      }
      return sequence
    }
  }

  /// Masks words as a whole and gives the labels of their tokens: of those that are chosen 80 % become the mask, 10 % any
  /// token, and 10 % stay (Devlin et al. 2018, arXiv 1810.04805). Chance depends on the seed, the text and the place
  /// alone.
  private func mask(
    _ ids: inout [UInt32], _ starts: [Bool], _ text: [UInt8], _ masking: TokenTaskOptions.Masking
  ) -> [Int32] {
    var state = masking.seed &+ 0x9E37_79B9_7F4A_7C15
    for byte in text { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    /// The next number of SplitMix64 (Steele, Lea and Flood 2014), from 0 to below 1.
    func chance() -> Double {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return Double((mixed ^ (mixed >> 31)) >> 11) / Double(1 << 53)
    }
    var labels = [Int32](repeating: WordLabels.none, count: ids.count)
    var isChosen = false
    for index in ids.indices {
      if starts[index] { isChosen = chance() < masking.share }
      guard isChosen else { continue }
      labels[index] = Int32(truncatingIfNeeded: ids[index])
      let kind = chance()
      if kind < 0.8 {
        ids[index] = masking.mask
      } else if kind < 0.9 {
        ids[index] = UInt32(chance() * Double(tokenizer.vocabularySize))
      }
    }
    return labels
  }
}
