import PrepExamples
import PrepTokenizers

/// How examples become labelled text.
extension ExampleTokenizer {
  /// Why labels are not spelled into texts of this shape: an encoder would read the answer in its input. Nil where they
  /// may be, as where somebody says what is to be learnt of them.
  package static func spelledLabel(_ shape: ExampleShape, _ options: TokenizingOptions, _ tokenizer: Tokenizer)
    -> TokenizingFault?
  {
    guard shape == .classification, !options.labelsAreNumbers, tokenizer.isForEncoders,
      options.mask == nil || options.mask == TokenizingOptions.Mask.none
    else { return nil }
    return TokenizingFault(
      "label-in-text",
      "\(tokenizer.name) is made for encoders, which would read the label in their input: set --label-list (auto, or a file with the labels) to write its number beside the tokens, or --mask completion to train on its tokens"
    )
  }

  /// Labels an example that is one text or conversation.
  func label(_ example: Example, _ weight: Float, _ text: inout LabelledText) throws(TokenizingFault) {
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
        example.messages, tools: example.tools,
        .init(weight: weight, mask: options.mask ?? .assistant, variables: variables), into: &text)
    case .promptOnly(let prompt, let tools):
      asksOnly = true
      switch prompt {
      case .text(let bytes):
        text.append(control: options.beginOfText, weight: 0)
        text.append(bytes, weight: 0, role: .prompt)
      case .messages(let messages):
        let addsPrompt = messages.last.map { TokenRole($0.role) != .assistant } ?? true
        try conversation().label(
          messages, tools: tools, .init(addsPrompt: addsPrompt, mask: .none, variables: variables), into: &text)
      }
    case .classification(let bytes, let pair, let label): classify(bytes, pair, label, weight, &text)
    case .preference, .unpairedPreference: break
    case .tokenClassification(let tagged): text.append(tagged.text, weight: 0, role: .text)
    case .questionAnswering(let question):
      text.append(question.question + [0x0A] + question.context, weight: 0, role: .prompt)
    }
  }

  /// Labels a conversation of which nothing is learnt before a message.
  func label(_ chat: Chat, from first: Int, _ weight: Float, _ text: inout LabelledText) throws(TokenizingFault) {
    asksOnly = false
    try conversation().label(
      chat.messages, tools: chat.tools,
      .init(firstTrained: first, weight: weight, mask: options.mask ?? .assistant, variables: variables), into: &text)
  }

  private func conversation() throws(TokenizingFault) -> ChatLabeller {
    guard let chat else { throw TokenizingFault("needs-template", "an example with messages needs a template") }
    return chat
  }

  /// Labels a prompt with what follows it, each of which is text or messages.
  ///
  /// - Parameter isPair: Whether it is one of two that are compared, so that all that tells them apart has to be
  ///   learnt.
  func label(
    _ prompt: ExampleText, _ completion: ExampleText, _ tools: [UInt8]?, _ weight: Float, isPair: Bool = false,
    _ text: inout LabelledText
  ) throws(TokenizingFault) {
    asksOnly = false
    let mask = options.mask ?? .completion
    if case .text(let prompt) = prompt, case .text(let completion) = completion, options.chat?.isForMessages ?? true {
      let learnt = mask == .none ? 0 : weight
      let context = mask == .all ? learnt : mask == .none ? 0 : options.promptWeight * weight
      text.append(control: options.beginOfText, weight: mask == .all ? learnt : 0)
      text.append(prompt, weight: context, role: .prompt)
      func loss(of part: TokenizingOptions.TurnPart) -> Float {
        options.trainedParts?.contains(part) ?? true ? learnt : context
      }
      text.append(completion, weight: loss(of: .content), role: .completion, opens: isPair)
      text.append(control: options.endOfText, weight: loss(of: .end), role: .completion, isEnd: true)
      return
    }
    let before = Self.messages(prompt, role: "user")
    let after = Self.messages(completion, role: "assistant")
    try conversation().label(
      before + after, tools: tools,
      .init(firstTrained: before.count, weight: weight, mask: mask, variables: variables), into: &text)
  }

  private static func messages(_ text: ExampleText, role: String) -> [Message] {
    switch text {
    case .text(let bytes): [Message(role: role, content: .text(bytes))]
    case .messages(let messages): messages
    }
  }

  private func classify(
    _ bytes: [UInt8], _ pair: [UInt8]?, _ label: [UInt8], _ weight: Float, _ text: inout LabelledText
  ) {
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
}
