package import PrepDiagnostics
public import PrepExamples
package import PrepRecords
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
  let tokenizer: Tokenizer
  /// What encodes texts that have no label of their own.
  private(set) lazy var plain = tokenizer.makeEncoder()
  /// What spaces between words are in the vocabulary.
  private(set) lazy var spacing = WordSpacing(tokenizer)
  private let kind: TokenLoss.Kind?
  /// What text becomes that the vocabulary does not know.
  private let unknown: UInt32?
  // SAFETY: a tokenizer is one thread's and calls nobody while it changes these, so that accesses need no check.
  @exclusivity(unchecked) var counts = TokenizingCounts()
  /// The conversation at hand, where it is a plain one.
  @exclusivity(unchecked) private var conversation = PlainConversation()
  /// What was labelled last.
  @exclusivity(unchecked) private(set) var text = LabelledText()
  /// The id of the document that the next example becomes.
  @exclusivity(unchecked) package var documentID: UInt64 = 0
  /// Whether the template asks for tools.
  private let templateShowsTools: Bool
  /// Whether the template asks for documents.
  private let templateShowsDocuments: Bool
  /// Variables of the template that the record at hand gives.
  var variables: TemplateVariables?
  /// Whether the example at hand is a prompt alone, with nothing to learn.
  var asksOnly = false

  /// - Parameter shape: The shape of all examples, which decides how their loss is written; nil where each may have its
  ///   own.
  public init(_ tokenizer: Tokenizer, options: TokenizingOptions, shape: ExampleShape? = nil) {
    // The words of a template are its own, whatever the vocabulary lists them as.
    let tokenizer = options.chat.map { tokenizer.reserving(tokensIn: $0.template.allSource) } ?? tokenizer
    encoder = LabelledEncoder(tokenizer, options)
    self.tokenizer = tokenizer
    unknown = tokenizer.unknownToken
    self.options = options
    templateShowsTools = options.chat?.template.mentions(RecordField.tools.name) ?? false
    templateShowsDocuments = options.chat?.template.mentions(RecordField.documents.name) ?? false
    chat = ChatLabeller(tokenizer, options)
    text.tellsParts = options.tellsParts
    kind = shape.flatMap { Self.lossKind(of: $0, options) }
  }

  /// Whether the examples of a shape are texts for encoders, around which stands what the vocabulary's template says.
  package static func isForEncoders(_ shape: ExampleShape, _ options: TokenizingOptions) -> Bool {
    switch shape {
    case .tokenClassification, .questionAnswering: true
    case .text: options.tasks.masksWords
    case .classification: options.labelsAreNumbers
    default: false
    }
  }

  /// The kind of loss that the sequences of a shape carry; nil for shapes that need a template.
  public static func lossKind(of shape: ExampleShape, _ options: TokenizingOptions = TokenizingOptions()) -> TokenLoss
    .Kind?
  {
    if shape == .chat, options.chat == nil { return nil }
    if shape == .tokenClassification || shape == .questionAnswering { return .mask }
    if shape == .text, options.tasks.masksWords { return .all }
    if options.usesWeights { return .weights }
    let asksForAll = options.mask == .all && options.trainedParts == nil && !options.leavesOutParts
    let learnsAll = shape == .text ? (options.mask ?? .all) != .none : asksForAll
    switch shape {
    case .text, .promptCompletion, .chat: return learnsAll ? .all : .mask
    case .preference, .unpairedPreference, .promptOnly, .classification, .tokenClassification, .questionAnswering:
      return .mask
    }
  }

  /// The sequence of an example, as document number 0.
  ///
  /// - Throws: ``TokenizingFault``: `straddling-token` under the boundary `strict`, `nothing-to-learn`,
  ///   `needs-template`, `too-long`, `template-refused`, `template-failed`, `train-detail`, `fractional-weight`;
  ///   `dropped` when the example is left out and `split` when it becomes several.
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
    var sequences: [TokenSequence] = []
    try tokenize(example, weight: weight, into: &sequences)
    return sequences
  }

  /// Appends the sequences of an example, as ``tokenize(_:weight:)`` gives them; none when that throws.
  package func tokenize(_ example: Example, weight: Double?, into sequences: inout [TokenSequence])
    throws(TokenizingFault)
  {
    if let fault = Self.spelledLabel(example.shape, options, tokenizer) { throw fault }
    let kind = kind ?? Self.lossKind(of: example.shape, options) ?? .mask
    let weight = Float(weight ?? 1)
    let first = sequences.count
    switch example {
    case .preference(let preference): sequences += try pair(preference, weight, kind)
    case .unpairedPreference(let prompt, let completion, let label):
      try single(kind, into: &sequences) { (self, text) throws(TokenizingFault) in
        try self.label(prompt, completion, nil, weight, &text)
      }
      for index in first..<sequences.count { sequences[index].documentLabels = [label ? 1 : 0] }
    case .classification(let text, let pair, let label) where options.labelsAreNumbers:
      if let sequence = try classified(text, pair, label) {
        sequences.append(sequence)
      }
    case .classification(_, _, let label) where label.allSatisfy({ $0 <= 0x20 }) && options.mask != .all:
      throw .emptyLabel
    case .text(let text) where options.tasks.masksWords: sequences += try maskable(text)
    case .tokenClassification(let text): sequences += try tagged(text)
    case .questionAnswering(let question): sequences += try answered(question)
    case .chat(let chat) where options.turns == .each: sequences += try eachAnswer(chat, weight, kind)
    case .chat(let chat) where options.overflow == .cutTurns && options.maxTokens != nil:
      sequences += try withFewerTurns(chat, weight, kind)
    case .chat(let chat) where options.splitsTurns:
      sequences += try inTurns(chat, weight, kind)
    default:
      try single(kind, into: &sequences) { (self, text) throws(TokenizingFault) in
        try self.label(example, weight, &text)
      }
    }
    countSequences(sequences.count - first)
  }

  /// Appends the sequences of a conversation of which the like was tokenized before; returns false, and does nothing,
  /// where that is not so.
  private func tokenizeByPlan(_ weight: Float, into sequences: inout [TokenSequence]) throws(TokenizingFault) -> Bool {
    guard let chat, options.turns == .whole,
      options.overflow != .cutTurns && options.overflow != .splitTurns || options.maxTokens == nil
    else { return false }
    text.removeAll()
    guard chat.labelByPlan(conversation, .init(weight: weight, mask: options.mask ?? .assistant), into: &text) else {
      return false
    }
    asksOnly = false
    let first = sequences.count
    try add(try encoder.encode(text), kind ?? Self.lossKind(of: .chat, options) ?? .mask, to: &sequences)
    countSequences(sequences.count - first)
    return true
  }

  private func countSequences(_ number: Int) {
    if number > 0 { counts.examples += 1 }
    counts.sequences += number
  }

  /// Appends the sequences of the example that a record holds; none when it throws.
  ///
  /// - Throws: What is wrong with the record, or why its example cannot become tokens, with its place.
  package func tokenize(_ record: Record, _ reader: ExampleReader, into sequences: inout [TokenSequence])
    throws(Diagnostic)
  {
    if chat != nil, reader.read(record, into: &conversation) {
      let weight = try reader.weight(of: record)
      if try placed(
        record, { (self) throws(TokenizingFault) in try self.tokenizeByPlan(Float(weight ?? 1), into: &sequences) })
      {
        return
      }
    }
    let first = sequences.count
    do throws(Diagnostic) {
      try reader.forEachExample(of: record) { (example) throws(Diagnostic) in
        try tokenize(example, of: record, reader, into: &sequences)
      }
    } catch {
      // A record gives all of its examples or none.
      sequences.removeSubrange(first...)
      throw error
    }
  }

  /// Appends the sequences of one of the examples that a record holds.
  private func tokenize(
    _ example: Example, of record: Record, _ reader: ExampleReader, into sequences: inout [TokenSequence]
  ) throws(Diagnostic) {
    let weight = try reader.weight(of: record)
    if !showsTools(of: example), !reader.omitted.contains(RecordField.tools.name, .tools) {
      // A template that was chosen and does not ask for tools renders without them, as its own program does.
      guard renders(example) else {
        throw Diagnostic(
          "lost-field", "the tools of the example would be lost: no template shows them; --omit tools lets them go",
          at: record.location())
      }
      counts.toolsNotShown += 1
    }
    variables = try variables(of: record, reader)
    defer { variables = nil }
    try placed(record) { (self) throws(TokenizingFault) in try self.tokenize(example, weight: weight, into: &sequences)
    }
  }

  /// What a record gives the template, where there is one.
  func variables(of record: Record, _ reader: ExampleReader) throws(Diagnostic) -> TemplateVariables? {
    chat == nil ? nil : try reader.templateVariables(of: record, takesDocuments: templateShowsDocuments)
  }

  /// Whether the tools of an example, if it has any, become text: a template does that which asks for them.
  private func showsTools(of example: Example) -> Bool {
    guard let tools = example.tools, tools.contains(UInt8(ascii: "{")) else { return true }
    return templateShowsTools && renders(example)
  }

  /// What a closure gives; what it throws has the place of a record.
  private func placed<Result>(
    _ record: Record, _ body: (ExampleTokenizer) throws(TokenizingFault) -> Result
  ) throws(Diagnostic) -> Result {
    do throws(TokenizingFault) { return try body(self) } catch {
      throw Diagnostic(.init(rawValue: error.code), error.message, at: record.location())
    }
  }

  /// What was counted since the last call.
  public func takeCounts() -> TokenizingCounts {
    defer { counts = TokenizingCounts() }
    return counts
  }

  // MARK: Shapes

  /// Appends the sequences of what a closure labels.
  private func single(
    _ kind: TokenLoss.Kind, into sequences: inout [TokenSequence],
    _ label: (ExampleTokenizer, inout LabelledText) throws(TokenizingFault) -> Void
  ) throws(TokenizingFault) {
    try add(try encode(label), kind, to: &sequences)
  }

  /// Appends the sequences of tokens, which may be too many for one.
  private func add(_ tokens: LabelledTokens, _ kind: TokenLoss.Kind, to sequences: inout [TokenSequence])
    throws(TokenizingFault)
  {
    // A text of which one token is all there is, such as that of an empty one with its end.
    if kind == .all, tokens.tokens.count == 1, !learnsNothing(tokens) {
      counts.droppedExamples += 1
      return
    }
    if tokens.tokens.count <= options.maxTokens ?? .max { return sequences.append(try sequence(tokens, kind)) }
    guard let parts = try fitting(tokens) else { return }
    // Parts do not know of them.
    if parts.count > 1 { counts.straddlingTokens += tokens.straddling }
    sequences += try self.sequences(parts, kind, areCut: parts.count > 1)
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
    guard tokens.teaches || learnsNothing(tokens) else { throw .nothingToLearn }
    count(tokens, trained)
    if text.isOpen { counts.openExamples += 1 }
    counts.thoughtsNotShown += chat?.thoughtsNotShown ?? 0
    counts.namesNotShown += chat?.namesNotShown ?? 0
    chat?.thoughtsNotShown = 0
    chat?.namesNotShown = 0
    var sequence = TokenSequence(knownDocument: tokens.tokens, loss: try tokens.loss(kind), id: documentID)
    if options.tellsParts { sequence.columns = [tokens.parts] }
    return sequence
  }

  /// The sequences of the parts of an example, those with nothing to learn left out.
  ///
  /// - Parameter areCut: Whether the parts follow one another in one document, and are not documents of their own.
  func sequences(_ parts: [LabelledTokens], _ kind: TokenLoss.Kind, areCut: Bool = false) throws(TokenizingFault)
    -> [TokenSequence]
  {
    var result: [TokenSequence] = []
    let length = areCut ? parts.reduce(0) { $0 + $1.tokens.count } : 0
    var start = 0
    for part in parts {
      defer { start += part.tokens.count }
      if parts.count > 1, !part.teaches, !learnsNothing(part) {
        counts.lostTokensByRole.add(part)
        continue
      }
      var sequence = try sequence(part, kind)
      if areCut {
        sequence.documentParts = [DocumentPart(start: UInt32(clamping: start), length: UInt32(clamping: length))]
      }
      result.append(sequence)
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
    if let unknown, tokens.trains(onlyUnknown: unknown, tokenizer) { counts.unknownExamples += 1 }
    counts.straddlingTokens += tokens.straddling
    counts.add(tokens)
  }
}

extension TokenizingFault {
  static let nothingToLearn = TokenizingFault("nothing-to-learn", "the example has no token to learn")
}
