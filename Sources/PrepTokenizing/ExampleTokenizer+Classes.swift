internal import PrepDiagnostics
import PrepExamples
import PrepTokenizers
import PrepTokens

/// Texts and pairs of texts with the class they belong to, as models take them that have a head for classes: the tokens
/// that the vocabulary's template puts around them, and nothing else; the class is a number beside them.
extension ExampleTokenizer {
  /// The sequence of a text with its label; nil when it is left out.
  func classified(_ text: [UInt8], _ pair: [UInt8]?, _ label: [UInt8]) throws(TokenizingFault) -> TokenSequence? {
    let said = try TextLabel(label, options)
    var first = try plainTokens(text)
    var second = try pair.map { (pair) throws(TokenizingFault) in try plainTokens(pair) }
    let frame = frame
    let added = second == nil ? frame.prefix.count + frame.suffix.count : frame.pairCount
    if let limit = options.maxTokens, first.count + (second?.count ?? 0) + added > limit {
      let count = first.count + (second?.count ?? 0) + added
      switch options.overflow {
      case .drop:
        counts.droppedExamples += 1
        counts.lostTokensByRole[.prompt] += count
        return nil
      case .cutEnd where limit > added:
        counts.cutExamples += 1
        counts.lostTokensByRole[.prompt] += count - limit
        try cut(&first, &second, to: limit - added)
      default:
        throw TokenizingFault(
          "too-long",
          "the example has \(Counted(count, "token")), more than \(limit); --overflow cut-end cuts the longer text, and drop leaves it out"
        )
      }
    }
    let tokens =
      second.map { frame.pairPrefix + first + frame.middle + $0 + frame.pairSuffix }
      ?? frame.prefix + first + frame.suffix
    if tokens.isEmpty { throw .nothingToLearn }
    counts.tokens += tokens.count
    counts.tokensByRole[.prompt] += tokens.count
    var sequence = TokenSequence(
      knownDocument: tokens, loss: .mask([UInt8](repeating: 0, count: tokens.count)), id: documentID)
    if case .number(let number) = said { sequence.documentLabels = [number] }
    sequence.columns = TaskColumn.all(for: .classification, tokenizer, options).map { column in
      switch column {
      case .types:
        .integers(
          second.map { frame.types(first: first.count, second: $0.count) } ?? frame.types(count: first.count))
      case .value: .floats(said.values)
      default: .integers([])
      }
    }
    return sequence
  }

  /// Cuts texts so that they have so many tokens together, as the options say.
  private func cut(_ first: inout [UInt32], _ second: inout [UInt32]?, to limit: Int) throws(TokenizingFault) {
    guard let other = second, options.tasks.pairCut != .longestFirst else {
      return Self.cut(&first, &second, to: limit)
    }
    let excess = first.count + other.count - limit
    let isFirst = options.tasks.pairCut == .onlyFirst
    guard (isFirst ? first.count : other.count) > excess else {
      throw TokenizingFault(
        "too-long", "the \(isFirst ? "first" : "second") text is too short to be cut by \(excess) tokens")
    }
    if isFirst { first.removeLast(excess) } else { second?.removeLast(excess) }
  }

  /// The tokens of a text.
  private func plainTokens(_ text: [UInt8]) throws(TokenizingFault) -> [UInt32] {
    var tokens: [UInt32] = []
    let policy: SpecialTokenPolicy = options.allowsSpecialTokens ? .allowAll : .asText
    var failure: TokenizerFailure?
    text.withUnsafeBufferPointer { buffer in
      do throws(TokenizerFailure) { try plain.encode(buffer, specialTokens: policy, into: &tokens) } catch {
        failure = error
      }
    }
    if let failure { throw TokenizingFault("not-encoded", failure.message) }
    try refuseLost()
    return tokens
  }

  /// What stands around texts for encoders.
  var frame: TextFrame {
    tokenizer.frame(begin: options.beginOfText, end: options.endsEncoderTexts ? options.endOfText : nil)
  }

  /// Refuses text that the vocabulary has no token for, where that is asked for.
  func refuseLost() throws(TokenizingFault) {
    if plain.hasLostText {
      let lost = plain.takeLostText()
      if options.refusesLostText {
        throw TokenizingFault("byte-without-token", "\(tokenizer.name) has no token for \(lost.words)")
      }
    }
  }

  /// Cuts texts at their ends so that they have so many tokens together, the longer one first: as the strategy
  /// `longest_first` of Hugging Face `tokenizers` does.
  static func cut(_ first: inout [UInt32], _ second: inout [UInt32]?, to limit: Int) {
    guard var other = second else {
      first.removeLast(max(0, first.count - limit))
      return
    }
    let isSwapped = first.count > other.count
    var shorter = min(first.count, other.count)
    var longer = shorter > limit ? shorter : max(shorter, limit - shorter)
    if shorter + longer > limit {
      shorter = limit / 2
      longer = shorter + limit % 2
    }
    let (one, two) = isSwapped ? (longer, shorter) : (shorter, longer)
    first.removeLast(max(0, first.count - one))
    other.removeLast(max(0, other.count - two))
    second = other
  }
}
