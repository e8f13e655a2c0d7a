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
  private var counts = TokenizingCounts()
  private var text = LabelledText()

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
    let learnsAll = shape == .text ? (options.mask ?? .all) != .none : options.mask == .all && options.trainedParts == nil
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
    guard let parts = try fitting(tokens) else { return [] }
    return try sequences(parts, kind)
  }

  private func encode(_ label: (ExampleTokenizer, inout LabelledText) throws(TokenizingFault) -> Void) throws(TokenizingFault)
    -> LabelledTokens
  {
    text.removeAll()
    try label(self, &text)
    var labelled = LabelledTokens()
    labelled.tokens.reserveCapacity(text.bytes.count / 4 + 8)
    try encoder.encode(text, into: &labelled)
    return labelled
  }

  /// The parts of an example that fit; nil when it is left out.
  private func fitting(_ tokens: LabelledTokens) throws(TokenizingFault) -> [LabelledTokens]? {
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
    case .needsFewerTurns:
      throw Truncation(limit: limit, overflow: options.overflow).tooLong(tokens.tokens.count, ", and it has no turns to cut")
    }
  }

  private func sequences(_ parts: [LabelledTokens], _ kind: TokenLoss.Kind) throws(TokenizingFault) -> [TokenSequence] {
    var result: [TokenSequence] = []
    for part in parts {
      let trained = part.trainedCount
      guard trained > 0 || learnsNothing(part) else {
        if parts.count == 1 { throw TokenizingFault("nothing-to-learn", "the example has no token to learn") }
        counts.lostTokensByRole.add(part)
        continue
      }
      count(part, trained)
      result.append(TokenSequence(document: part.tokens, loss: try Self.loss(of: part, kind), id: 0))
    }
    if result.isEmpty { throw TokenizingFault("nothing-to-learn", "the example has no token to learn") }
    return result
  }

  /// Whether it was asked that nothing is learnt.
  private func learnsNothing(_ tokens: LabelledTokens) -> Bool {
    !tokens.tokens.isEmpty && (options.mask == TokenizingOptions.Mask.none || asksOnly)
  }

  private var asksOnly = false

  private func count(_ tokens: LabelledTokens, _ trained: Int) {
    counts.tokens += tokens.tokens.count
    counts.trainedTokens += trained
    counts.straddlingTokens += tokens.straddling
    counts.tokensByRole.add(tokens)
    counts.trainedTokensByRole.add(tokens) { $0.weight != 0 }
  }

  // MARK: Labelling

  private func label(_ example: Example, _ weight: Float, _ text: inout LabelledText) throws(TokenizingFault) {
    asksOnly = false
    switch example {
    case .text(let bytes):
      let weight = options.mask == TokenizingOptions.Mask.none ? 0 : weight
      text.append(control: options.beginOfText, weight: weight)
      text.append(bytes, weight: weight, role: .text)
      text.append(control: options.endOfText, weight: weight, isEnd: true)
    case .promptCompletion(let prompt, let completion): try label(prompt, completion, nil, weight, &text)
    case .chat(let example):
      try conversation().label(
        example.messages, tools: example.tools, .init(weight: weight, mask: options.mask ?? .assistant), into: &text)
    case .promptOnly(let prompt, let tools):
      asksOnly = true
      switch prompt {
      case .text(let bytes):
        text.append(control: options.beginOfText, weight: 0)
        text.append(bytes, weight: 0, role: .prompt)
      case .messages(let messages):
        let addsPrompt = messages.last.map { TokenRole($0.role) != .assistant } ?? true
        try conversation().label(messages, tools: tools, .init(addsPrompt: addsPrompt, mask: .none), into: &text)
      }
    case .classification(let bytes, let pair, let label): classify(bytes, pair, label, weight, &text)
    case .preference, .unpairedPreference: break
    }
  }

  private func conversation() throws(TokenizingFault) -> ChatLabeller {
    guard let chat else { throw TokenizingFault("needs-template", "an example with messages needs a template") }
    return chat
  }

  /// Labels a prompt with what follows it, each of which is text or messages.
  private func label(
    _ prompt: ExampleText, _ completion: ExampleText, _ tools: [UInt8]?, _ weight: Float, _ text: inout LabelledText
  ) throws(TokenizingFault) {
    asksOnly = false
    let mask = options.mask ?? .completion
    if case .text(let prompt) = prompt, case .text(let completion) = completion, chat == nil {
      let learnt = mask == .none ? 0 : weight
      let context = mask == .all ? learnt : mask == .none ? 0 : options.promptWeight * weight
      text.append(control: options.beginOfText, weight: mask == .all ? learnt : 0)
      text.append(prompt, weight: context, role: .prompt)
      text.append(completion, weight: learnt, role: .completion)
      text.append(control: options.endOfText, weight: learnt, role: .completion, isEnd: true)
      return
    }
    let before = Self.messages(prompt, role: "user")
    let after = Self.messages(completion, role: "assistant")
    try conversation().label(
      before + after, tools: tools, .init(firstTrained: before.count, weight: weight, mask: mask), into: &text)
  }

  private static func messages(_ text: ExampleText, role: String) -> [Message] {
    switch text {
    case .text(let bytes): [Message(role: role, content: .text(bytes))]
    case .messages(let messages): messages
    }
  }

  private func classify(_ bytes: [UInt8], _ pair: [UInt8]?, _ label: [UInt8], _ weight: Float, _ text: inout LabelledText) {
    let context = options.mask == .all ? weight : options.promptWeight * weight
    text.append(control: options.beginOfText, weight: options.mask == .all ? weight : 0)
    text.append(bytes, weight: context, role: .prompt)
    if let pair {
      text.append([0x0A], weight: context, role: .prompt)
      text.append(pair, weight: context, role: .prompt)
    }
    text.append(options.labelSeparator, weight: context, role: .prompt)
    text.append([0x20] + label, weight: options.mask == TokenizingOptions.Mask.none ? 0 : weight, role: .completion)
    text.append(control: options.endOfText, weight: options.mask == .all ? weight : 0, role: .completion, isEnd: true)
  }

  // MARK: Pairs and turns

  private func pair(_ preference: Preference, _ weight: Float, _ kind: TokenLoss.Kind) throws(TokenizingFault) -> [TokenSequence] {
    let (prompt, chosen, rejected) = PreferencePrompt.split(preference)
    var sides: [LabelledTokens] = []
    for side in [chosen, rejected] {
      let tokens = try encode { (self, text) throws(TokenizingFault) in
        try self.label(prompt, side, preference.tools, weight, &text)
      }
      guard options.overflow != .split || tokens.tokens.count <= options.maxTokens ?? .max else {
        throw Truncation(limit: options.maxTokens ?? 0, overflow: .error).tooLong(tokens.tokens.count, ", and a pair cannot be split")
      }
      guard let part = try fitting(tokens)?.first else { return [] }
      sides.append(part)
    }
    for side in sides where side.trainedCount == 0 && !learnsNothing(side) {
      throw TokenizingFault("nothing-to-learn", "an answer of the pair has no token to learn")
    }
    for side in sides { count(side, side.trainedCount) }
    let branch = TokenBranch(
      tokens: sides[1].tokens, loss: try Self.loss(of: sides[1], kind), boundaries: [0, Int32(sides[1].tokens.count)])
    return [
      TokenSequence(
        tokens: sides[0].tokens, loss: try Self.loss(of: sides[0], kind), boundaries: [0, Int32(sides[0].tokens.count)],
        documentIDs: [0], rejected: branch)
    ]
  }

  /// The sequence of a conversation without as many of its oldest turns as it takes.
  private func withFewerTurns(_ chat: Chat, _ weight: Float, _ kind: TokenLoss.Kind) throws(TokenizingFault) -> [TokenSequence] {
    guard let limit = options.maxTokens else { return [] }
    func attempt(_ messages: [Message]) throws(TokenizingFault) -> LabelledTokens {
      try encode { (self, text) throws(TokenizingFault) in
        try self.label(.chat(Chat(messages: messages, tools: chat.tools)), weight, &text)
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

  // MARK: Loss

  private static func loss(of tokens: LabelledTokens, _ kind: TokenLoss.Kind) throws(TokenizingFault) -> TokenLoss {
    switch kind {
    case .all:
      guard tokens.spans.allSatisfy({ $0.weight == 1 }) else { throw fractional() }
      return .all
    case .mask:
      var mask = [UInt8]()
      mask.reserveCapacity(tokens.tokens.count)
      var start = 0
      for span in tokens.spans {
        guard span.weight == 0 || span.weight == 1 else { throw fractional() }
        mask.append(contentsOf: repeatElement(span.weight == 0 ? 0 : 1, count: span.end - start))
        start = span.end
      }
      return .mask(mask)
    case .weights:
      var weights: [Float] = []
      weights.reserveCapacity(tokens.tokens.count)
      var start = 0
      for span in tokens.spans {
        weights.append(contentsOf: repeatElement(span.weight, count: span.end - start))
        start = span.end
      }
      return .weights(weights)
    }
  }

  private static func fractional() -> TokenizingFault {
    TokenizingFault("fractional-weight", "a weight is neither 0 nor 1, and the sequences carry a mask; ask for weights with --weights")
  }
}
