import PrepExamples
package import PrepRecords
import PrepShapes
import PrepTemplates
import PrepTokenizers
import PrepTokens

/// Renders and encodes examples as `tokenize` does, and says what became of them, on one thread.
package final class ExampleInspector {
  private let tokenizer: ExampleTokenizer
  private let names: FieldNames
  private let begin: UInt32?

  /// - Parameter options: How; conversations have a template there.
  package init(_ tokenizer: Tokenizer, options: TokenizingOptions, names: FieldNames) {
    var options = options
    options.usesWeights = true
    options.maxTokens = nil
    options.boundary = options.boundary == .strict ? .joint : options.boundary
    self.tokenizer = ExampleTokenizer(tokenizer, options: options)
    self.names = names
    begin = tokenizer.specialTokens.beginOfText
  }

  /// What becomes of the example a record holds; nil when it is none that `tokenize` takes.
  package func inspect(_ record: Record) -> ExampleInspection? {
    guard let shape = try? ExampleShape(of: record, names) else { return nil }
    let reader = ExampleReader(shape: shape, names: names, omitting: .all)
    guard let examples = try? reader.examples(of: record), let weight = try? reader.weight(of: record) ?? 1 else {
      return nil
    }
    var result = ExampleInspection()
    for example in examples where result.fault == nil { inspect(example, of: record, weight, reader, &result) }
    return result
  }

  private func inspect(
    _ example: Example, of record: Record, _ weight: Double, _ reader: ExampleReader, _ result: inout ExampleInspection
  ) {
    result.usesTemplate = tokenizer.renders(example)
    if result.usesTemplate { tokenizer.variables = (try? tokenizer.variables(of: record, reader)) ?? nil }
    defer { tokenizer.variables = nil }
    do throws(TokenizingFault) {
      try tokenizer.encodeSides(example, Float(weight)) { tokens, isFirst in
        add(tokens, isFirst: isFirst, to: &result)
        if result.openMessage == nil { result.openMessage = tokenizer.text.firstOpenMessage }
      }
    } catch {
      result.fault = (error.code, error.message)
    }
    if result.fault == nil, result.trained == 0, !tokenizer.learnsNothing {
      result.fault = ("nothing-to-learn", "rendered, the example has no token to learn")
    }
    if case .chat(let chat) = example, let labeller = tokenizer.chat {
      labeller.inspect(chat, tokenizer.variables, &result)
    }
  }

  private func add(_ tokens: LabelledTokens, isFirst: Bool, to result: inout ExampleInspection) {
    result.total += tokens.tokens.count
    result.trained += tokens.trainedCount
    result.straddling += tokens.straddling
    if isFirst {
      var prompt = tokens.tokens.count
      tokens.forEachSpan { range, span in if span.weight != 0, range.lowerBound < prompt { prompt = range.lowerBound } }
      result.prompt = prompt
      if let begin {
        result.begins.once = tokens.tokens.first == begin
        result.begins.twice = tokens.tokens.starts(with: [begin, begin])
      }
    }
  }
}

extension LabelledText {
  /// The first message of which something is learnt, but not what ends it.
  var firstOpenMessage: Int? {
    var open: Int32?
    // White space behind an end belongs to a message that is over.
    var over: Int32 = -1
    for stretch in stretches where stretch.message >= 0 {
      if let message = open, stretch.message != message { return Int(message) }
      if stretch.isEnd {
        if stretch.weight != 0 { (open, over) = (nil, stretch.message) }
      } else if stretch.weight != 0, stretch.message != over {
        open = stretch.message
      }
    }
    // What is appended behind the last turn ends it.
    return stretches.last.map { $0.isEnd && $0.weight != 0 } ?? false ? nil : open.map { Int($0) }
  }
}

extension ExampleTokenizer {
  /// Whether it was asked that nothing of an example is learnt.
  var learnsNothing: Bool { options.mask == TokenizingOptions.Mask.none || asksOnly }

  /// Whether a template has a say in an example.
  func renders(_ example: Example) -> Bool {
    switch example {
    case .text, .classification, .promptOnly(.text, _), .tokenClassification, .questionAnswering: false
    case .chat, .promptCompletion, .preference, .unpairedPreference, .promptOnly(.messages, _): chat != nil
    }
  }

  /// Calls a closure with the tokens of an example before it is cut to a length, and with those of its other answer
  /// where it has two; ``text`` is what they come from.
  func encodeSides(_ example: Example, _ weight: Float, _ body: (_ tokens: LabelledTokens, _ isFirst: Bool) -> Void)
    throws(TokenizingFault)
  {
    switch example {
    case .preference(let preference):
      let (prompt, chosen, rejected) = PreferencePrompt.split(preference)
      let tools = preference.tools
      body(
        try encode { (self, text) throws(TokenizingFault) in
          try self.label(prompt, chosen, tools, weight, isPair: true, &text)
        }, true)
      body(
        try encode { (self, text) throws(TokenizingFault) in
          try self.label(prompt, rejected, tools, weight, isPair: true, &text)
        }, false)
    case .unpairedPreference(let prompt, let completion, _):
      body(
        try encode { (self, text) throws(TokenizingFault) in try self.label(prompt, completion, nil, weight, &text) },
        true)
    default: body(try encode { (self, text) throws(TokenizingFault) in try self.label(example, weight, &text) }, true)
    }
  }
}

extension ChatLabeller {
  /// Notes what the template did to a conversation.
  func inspect(_ chat: Chat, _ variables: TemplateVariables?, _ result: inout ExampleInspection) {
    guard result.fault == nil, let rendered = try? renderer.render(chat, variables: variables) else { return }
    func content(_ index: Int) -> [UInt8]? {
      if case .text(let content) = chat.messages[index].content { content } else { nil }
    }
    var start = 0
    var shown = [Int](repeating: 0, count: chat.messages.count)
    var rewritten: Int?
    for piece in rendered.pieces {
      let text = rendered.bytes[start..<piece.end]
      start = piece.end
      if piece.message < 0 {
        if result.addition == nil, piece.control == nil, !piece.isData, text.contains(where: { $0 > 0x20 }) {
          result.addition = Array(text)
        }
      } else if piece.isData {
        let index = Int(piece.message)
        shown[index] += text.count
        if rewritten == nil, piece.part == .content, let content = content(index), content.count == text.count,
          !text.elementsEqual(content)
        {
          rewritten = index
        }
      }
    }
    // A system message may stand in the turn of a user, so that only all contents together say whether something is
    // missing.
    let contents = chat.messages.indices.map { content($0)?.count ?? 0 }
    let isCut = shown.reduce(0, +) < contents.reduce(0, +)
    result.changedMessage = rewritten ?? (isCut ? contents.indices.first { shown[$0] < contents[$0] } : nil)
    result.drift = (try? renderer.firstDrift(chat)) ?? nil
  }
}
