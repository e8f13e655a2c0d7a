public import PrepExamples
import PrepTemplates
public import PrepTokenizers
public import PrepTokens

/// Turns examples into token sequences with their loss, on one thread.
///
/// Its results never depend on what it has tokenized before. It must not be used by two threads at a time.
public final class ExampleTokenizer {
  let options: TokenizingOptions
  let chat: ChatLabeller?
  private let encoder: LabelledEncoder
  private let kind: TokenLoss.Kind?
  // A tokenizer is one thread's and calls nobody while it changes these, so that accesses need no check at run time.
  @exclusivity(unchecked) var counts = TokenizingCounts()
  /// What was labelled last.
  @exclusivity(unchecked) private(set) var text = LabelledText()
  /// The id of the document that the next example becomes.
  @exclusivity(unchecked) package var documentID: UInt64 = 0
  /// Whether the example at hand is a prompt alone, with nothing to learn.
  var asksOnly = false

  /// - Parameter shape: The shape of all examples, which decides how their loss is written; nil where each may have its own.
  public init(_ tokenizer: Tokenizer, options: TokenizingOptions, shape: ExampleShape? = nil) {
    encoder = LabelledEncoder(tokenizer, boundary: options.boundary, allowsSpecialTokens: options.allowsSpecialTokens)
    self.options = options
    chat = ChatLabeller(tokenizer, options)
    kind = shape.flatMap { Self.lossKind(of: $0, options) }
  }

  /// The kind of loss that the sequences of a shape carry; nil for shapes that need a template.
  public static func lossKind(of shape: ExampleShape, _ options: TokenizingOptions = TokenizingOptions()) -> TokenLoss.Kind? {
    if shape == .chat, options.chat == nil { return nil }
    if options.usesWeights { return .weights }
    let asksForAll = options.mask == .all && options.trainedParts == nil && !options.leavesOutParts
    let learnsAll = shape == .text ? (options.mask ?? .all) != .none : asksForAll
    switch shape {
    case .text, .promptCompletion, .chat: return learnsAll ? .all : .mask
    case .preference, .unpairedPreference, .promptOnly, .classification: return .mask
    }
  }

  /// The sequence of an example, as document number 0.
  ///
  /// - Throws: ``TokenizingFault``: `straddling-token` under the boundary `strict`, `nothing-to-learn`, `needs-template`,
  ///   `too-long`, `template-refused`, `template-failed`, `train-detail`, `fractional-weight`; `dropped` when the example is
  ///   left out and `split` when it becomes several.
  public func tokenize(_ example: Example) throws(TokenizingFault) -> TokenSequence {
    let sequences = try tokenize(example, weight: nil)
    guard let first = sequences.first else { throw TokenizingFault("dropped", "the example is left out") }
    guard sequences.count == 1 else { throw TokenizingFault("split", "the example becomes several sequences") }
    return first
  }

  /// The sequences of an example, as document number 0: one, none when it is left out, several when it is split.
  ///
  /// - Parameter weight: The weight of the record; nil where it has none.
  public func tokenize(_ example: Example, weight: Double?) throws(TokenizingFault) -> [TokenSequence] {
    let kind = kind ?? Self.lossKind(of: example.shape, options) ?? .mask
    let weight = Float(weight ?? 1)
    let sequences: [TokenSequence]
    switch example {
    case .preference(let preference): sequences = try pair(preference, weight, kind)
    case .unpairedPreference(let prompt, let completion, let label):
      sequences = try single(kind) { (self, text) throws(TokenizingFault) in
        try self.label(prompt, completion, nil, weight, &text)
      }.map { sequence in
        var sequence = sequence
        sequence.documentLabels = [label ? 1 : 0]
        return sequence
      }
    default: sequences = try labelledSequences(example, weight, kind)
    }
    if !sequences.isEmpty { counts.examples += 1 }
    counts.sequences += sequences.count
    return sequences
  }

  /// What was counted since the last call.
  public func takeCounts() -> TokenizingCounts {
    defer { counts = TokenizingCounts() }
    return counts
  }

  // MARK: Shapes

  private func labelledSequences(_ example: Example, _ weight: Float, _ kind: TokenLoss.Kind) throws(TokenizingFault) -> [TokenSequence] {
    if case .chat(let chat) = example, options.overflow == .cutTurns, options.maxTokens != nil {
      return try withFewerTurns(chat, weight, kind)
    }
    return try single(kind) { (self, text) throws(TokenizingFault) in try self.label(example, weight, &text) }
  }

  /// The sequences of what a closure labels.
  private func single(
    _ kind: TokenLoss.Kind, _ label: (ExampleTokenizer, inout LabelledText) throws(TokenizingFault) -> Void
  ) throws(TokenizingFault) -> [TokenSequence] {
    let tokens = try encode(label)
    if tokens.tokens.count <= options.maxTokens ?? .max { return [try sequence(tokens, kind)] }
    guard let parts = try fitting(tokens) else { return [] }
    // Parts do not know of them.
    if parts.count > 1 { counts.straddlingTokens += tokens.straddling }
    return try sequences(parts, kind)
  }

  /// The tokens of what a closure labels.
  func encode(_ label: (ExampleTokenizer, inout LabelledText) throws(TokenizingFault) -> Void) throws(TokenizingFault)
    -> LabelledTokens
  {
    text.removeAll()
    try label(self, &text)
    return try encoder.encode(text)
  }

  /// The sequence of an example that fits.
  private func sequence(_ tokens: LabelledTokens, _ kind: TokenLoss.Kind) throws(TokenizingFault) -> TokenSequence {
    let trained = tokens.trainedCount
    guard trained > 0 || learnsNothing(tokens) else { throw .nothingToLearn }
    count(tokens, trained)
    return TokenSequence(document: tokens.tokens, loss: try tokens.loss(kind), id: documentID)
  }

  /// The sequences of the parts of an example, those with nothing to learn left out.
  func sequences(_ parts: [LabelledTokens], _ kind: TokenLoss.Kind) throws(TokenizingFault) -> [TokenSequence] {
    var result: [TokenSequence] = []
    for part in parts {
      if parts.count > 1, part.trainedCount == 0, !learnsNothing(part) {
        counts.lostTokensByRole.add(part)
        continue
      }
      result.append(try sequence(part, kind))
    }
    if result.isEmpty { throw .nothingToLearn }
    return result
  }

  /// Whether it was asked that nothing is learnt.
  func learnsNothing(_ tokens: LabelledTokens) -> Bool {
    !tokens.tokens.isEmpty && (options.mask == TokenizingOptions.Mask.none || asksOnly)
  }

  func count(_ tokens: LabelledTokens, _ trained: Int) {
    counts.tokens += tokens.tokens.count
    counts.trainedTokens += trained
    counts.straddlingTokens += tokens.straddling
    counts.add(tokens)
  }
}

extension TokenizingFault {
  fileprivate static let nothingToLearn = TokenizingFault("nothing-to-learn", "the example has no token to learn")
}
