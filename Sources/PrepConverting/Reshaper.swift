import PrepExamples
import PrepShapes

/// Why an example cannot have another shape.
struct ReshapingFailure: Error {
  let message: String
}

/// Gives examples another shape.
struct Reshaper: Sendable {
  let shape: ExampleShape
  /// Whether prompts and completions have to be strings.
  let needsStrings: Bool
  /// Whether what is asked has to be messages.
  let needsMessages: Bool
  /// A system text for conversations that have none.
  let system: [UInt8]?

  /// The examples that an example becomes, and what is lost on the way.
  func reshape(_ example: Example, _ losses: inout Losses) throws(ReshapingFailure) -> [Example] {
    if system != nil, !Self.takesSystem.contains(shape) {
      throw ReshapingFailure(message: "--system has no place in an example of the shape \(shape.rawValue)")
    }
    switch shape {
    case .text: return [try text(example, &losses)]
    case .promptCompletion: return try pair(example, &losses).map { [$0] } ?? []
    case .chat: return try chat(example, &losses).map { [$0] } ?? []
    case .preference:
      guard case .preference(var preference) = example else { throw refusal(example) }
      if preference.prompt == nil, needsMessages {
        let parts = try Self.withoutPrompt(preference)
        preference = Preference(
          prompt: parts.prompt, chosen: parts.chosen, rejected: parts.rejected, tools: preference.tools)
      }
      return [.preference(try greeted(preference))]
    case .unpairedPreference: return try unpaired(example, &losses)
    case .promptOnly: return [try promptOnly(example, &losses)]
    case .classification: return [try classification(example, &losses)]
    case .tokenClassification:
      guard case .tokenClassification = example else { throw refusal(example) }
      return [example]
    case .questionAnswering:
      guard case .questionAnswering = example else { throw refusal(example) }
      return [example]
    }
  }

  private func refusal(_ example: Example) -> ReshapingFailure {
    ReshapingFailure(
      message: "an example of the shape \(example.shape.rawValue) cannot become one of the shape \(shape.rawValue)")
  }

  private func text(_ example: Example, _ losses: inout Losses) throws(ReshapingFailure) -> Example {
    switch example {
    case .text: return example
    case .promptCompletion(.text(let prompt), .text(let completion)):
      losses.insert("the end of the prompt")
      return .text(prompt + completion)
    case .promptOnly(.text(let prompt), let tools):
      if tools != nil { losses.lose(.tools, "tools") }
      return .text(prompt)
    case .classification(let text, nil, _):
      losses.lose(.label, "labels")
      return .text(text)
    case .tokenClassification(let tagged):
      losses.lose(.tags, "labels")
      return .text(tagged.text)
    default: throw refusal(example)
    }
  }

  // MARK: Prompt and completion

  private func pair(_ example: Example, _ losses: inout Losses) throws(ReshapingFailure) -> Example? {
    switch example {
    case .promptCompletion(let prompt, let completion): return try pair(prompt, completion, &losses)
    case .text(let text):
      guard system == nil else {
        throw ReshapingFailure(message: "--system has no place before a text without a prompt")
      }
      return .promptCompletion(prompt: .text([]), completion: .text(text))
    case .classification(let text, let pair, let label):
      return .promptCompletion(prompt: .text(text + (pair.map { [0x0A] + $0 } ?? [])), completion: .text(label))
    case .unpairedPreference(let prompt, let completion, let label):
      guard label else {
        losses.lose(.rejected, "undesirable examples")
        return nil
      }
      return try pair(prompt, completion, &losses)
    case .preference(let preference):
      let (prompt, chosen) = try promptAndChosen(preference)
      losses.lose(.rejected, "rejected answers")
      if preference.tools != nil { losses.lose(.tools, "tools") }
      return try pair(prompt, chosen, &losses)
    case .chat(let chat):
      guard let last = chat.messages.last, last.role == "assistant" else {
        throw ReshapingFailure(message: "the conversation does not end with the assistant")
      }
      if chat.tools != nil { losses.lose(.tools, "tools") }
      return try pair(.messages(chat.messages.dropLast()), .messages([last]), &losses)
    case .questionAnswering(let question): return try asked(question, &losses)
    case .promptOnly, .tokenClassification: throw refusal(example)
    }
  }

  /// A question with its context as a prompt, and the first answer as its completion.
  private func asked(_ question: Question, _ losses: inout Losses) throws(ReshapingFailure) -> Example {
    if question.answers.count > 1 { losses.insert("all answers but the first") }
    guard let answer = question.answers.first else {
      throw ReshapingFailure(message: "the question has no answer that could be a completion")
    }
    losses.insert("places of answers")
    return .promptCompletion(
      prompt: .text(question.context + [0x0A, 0x0A] + question.question), completion: .text(answer.text))
  }

  private func pair(
    _ prompt: ExampleText, _ completion: ExampleText, _ losses: inout Losses
  ) throws(ReshapingFailure) -> Example {
    guard needsStrings else {
      let (prompt, answers) = greeted(prompt, [completion])
      return .promptCompletion(prompt: prompt, completion: answers[0])
    }
    let question = try flat(greeted(prompt), &losses)
    return .promptCompletion(prompt: .text(question), completion: .text(try flat(completion, &losses)))
  }

  /// One message of the user, or of the assistant, as a string; a system text goes before it.
  private func flat(_ text: ExampleText, _ losses: inout Losses) throws(ReshapingFailure) -> [UInt8] {
    guard case .messages(let messages) = text else {
      if case .text(let bytes) = text { return bytes }
      return []
    }
    var parts: [[UInt8]] = []
    for message in messages {
      guard case .text(let words) = message.content, message["tool_calls"] == nil else {
        throw ReshapingFailure(message: "a message that is not text alone cannot become a string")
      }
      parts.append(words)
      for other in message.other { losses.lose(member: other.key) }
      if message.weight != nil { losses.lose(.weight, "weight of messages") }
    }
    let isSystemFirst = messages.first?.role == "system" || messages.first?.role == "developer"
    guard messages.count == 1 || messages.count == 2 && isSystemFirst else {
      throw ReshapingFailure(
        message: "a conversation of several turns cannot become one string; convert to chat or prompt-completion")
    }
    return Array(parts.joined(separator: [0x0A, 0x0A]))
  }

  // MARK: Conversations

  private func chat(_ example: Example, _ losses: inout Losses) throws(ReshapingFailure) -> Example? {
    switch example {
    case .chat(var chat):
      chat.messages = greeted(chat.messages)
      return .chat(chat)
    case .promptCompletion(let prompt, let completion):
      return .chat(Chat(messages: greeted(messages(prompt, "user") + messages(completion, "assistant"))))
    case .classification(let text, let pair, let label):
      let question = text + (pair.map { [0x0A] + $0 } ?? [])
      return .chat(
        Chat(
          messages: greeted([
            Message(role: "user", content: .text(question)), Message(role: "assistant", content: .text(label)),
          ])))
    case .preference(let preference):
      let (prompt, chosen) = try promptAndChosen(preference)
      losses.lose(.rejected, "rejected answers")
      return .chat(
        Chat(messages: greeted(messages(prompt, "user") + messages(chosen, "assistant")), tools: preference.tools))
    case .unpairedPreference(let prompt, let completion, let label):
      guard label else {
        losses.lose(.rejected, "undesirable examples")
        return nil
      }
      return .chat(Chat(messages: greeted(messages(prompt, "user") + messages(completion, "assistant"))))
    case .promptOnly(let prompt, let tools):
      return .chat(Chat(messages: greeted(messages(prompt, "user")), tools: tools))
    case .text(let text):
      guard let messages = DialectText.messages(text) else { throw refusal(example) }
      return .chat(Chat(messages: greeted(messages)))
    case .questionAnswering(let question):
      guard case .promptCompletion(let prompt, let completion) = try asked(question, &losses) else {
        throw refusal(example)
      }
      return .chat(Chat(messages: greeted(messages(prompt, "user") + messages(completion, "assistant"))))
    case .tokenClassification: throw refusal(example)
    }
  }

  private func unpaired(_ example: Example, _ losses: inout Losses) throws(ReshapingFailure) -> [Example] {
    switch example {
    case .unpairedPreference(let prompt, let completion, let label):
      let (prompt, answers) = greeted(prompt, [completion])
      return [.unpairedPreference(prompt: prompt, completion: answers[0], label: label)]
    case .preference(let preference):
      let (prompt, chosen) = try promptAndChosen(preference)
      if preference.tools != nil { losses.lose(.tools, "tools") }
      var rejected = preference.rejected
      if preference.prompt == nil { rejected = try Self.withoutPrompt(preference).rejected }
      let (asked, answers) = greeted(prompt, [chosen, rejected])
      return [
        .unpairedPreference(prompt: asked, completion: answers[0], label: true),
        .unpairedPreference(prompt: asked, completion: answers[1], label: false),
      ]
    default: throw refusal(example)
    }
  }

  private func promptOnly(_ example: Example, _ losses: inout Losses) throws(ReshapingFailure) -> Example {
    switch example {
    case .promptOnly(let prompt, let tools): return .promptOnly(greeted(prompt), tools: tools)
    case .promptCompletion(let prompt, _), .unpairedPreference(let prompt, _, _):
      losses.lose(.completion, "answers")
      return .promptOnly(greeted(prompt))
    case .chat(var chat):
      if chat.messages.last?.role == "assistant" {
        losses.lose(.completion, "answers")
        chat.messages.removeLast()
      }
      return .promptOnly(.messages(greeted(chat.messages)), tools: chat.tools)
    case .preference(let preference):
      losses.lose(.completion, "answers")
      return .promptOnly(greeted(try promptAndChosen(preference).prompt), tools: preference.tools)
    case .classification(let text, let pair, _):
      losses.lose(.label, "labels")
      return .promptOnly(greeted(.text(text + (pair.map { [0x0A] + $0 } ?? []))))
    case .text(let text): return .promptOnly(greeted(.text(text)))
    case .tokenClassification, .questionAnswering: throw refusal(example)
    }
  }

  private func classification(_ example: Example, _ losses: inout Losses) throws(ReshapingFailure) -> Example {
    switch example {
    case .classification: return example
    case .promptCompletion(let prompt, let completion):
      return .classification(text: try flat(prompt, &losses), pair: nil, label: try flat(completion, &losses))
    default: throw refusal(example)
    }
  }

  // MARK: Parts

  /// A prompt and the preferred answer; where both answers hold the prompt, what they begin with.
  private func promptAndChosen(_ preference: Preference) throws(ReshapingFailure) -> (
    prompt: ExampleText, chosen: ExampleText
  ) {
    if let prompt = preference.prompt { return (prompt, preference.chosen) }
    let parts = try Self.withoutPrompt(preference)
    return (parts.prompt, parts.chosen)
  }

  private static func withoutPrompt(
    _ preference: Preference
  ) throws(ReshapingFailure) -> (prompt: ExampleText, chosen: ExampleText, rejected: ExampleText) {
    guard case .messages(let chosen) = preference.chosen, case .messages(let rejected) = preference.rejected else {
      throw ReshapingFailure(message: "two texts without a prompt do not say where the prompt ends")
    }
    let shared = min(zip(chosen, rejected).prefix { $0 == $1 }.count, chosen.count - 1, rejected.count - 1)
    guard shared > 0 else { throw ReshapingFailure(message: "the answers have no prompt in common") }
    return (
      .messages(Array(chosen[..<shared])), .messages(Array(chosen[shared...])), .messages(Array(rejected[shared...]))
    )
  }

  private func messages(_ text: ExampleText, _ role: String) -> [Message] {
    switch text {
    case .text(let bytes): [Message(role: role, content: .text(bytes))]
    case .messages(let messages): messages
    }
  }

  /// The shapes in which a system text has a place.
  private static let takesSystem: Set<ExampleShape> = [
    .promptCompletion, .chat, .preference, .unpairedPreference, .promptOnly,
  ]

  /// What is asked with the system text before it, and its answers: all of them messages, where one has to be.
  private func greeted(_ prompt: ExampleText, _ answers: [ExampleText]) -> (prompt: ExampleText, answers: [ExampleText])
  {
    let isText: Bool
    if case .text = prompt { isText = true } else { isText = false }
    guard system != nil, isText else { return (greeted(prompt), answers) }
    return (greeted(prompt), answers.map { .messages(messages($0, RoleKind.assistant.name)) })
  }

  /// The pair with the system text before what is asked.
  private func greeted(_ pair: Preference) throws(ReshapingFailure) -> Preference {
    var pair = pair
    if let prompt = pair.prompt {
      let (asked, answers) = greeted(prompt, [pair.chosen, pair.rejected])
      (pair.prompt, pair.chosen, pair.rejected) = (asked, answers[0], answers[1])
    } else if system != nil {
      guard case .messages(let chosen) = pair.chosen, case .messages(let rejected) = pair.rejected else {
        throw ReshapingFailure(message: "--system has no place before two texts that do not say where the prompt ends")
      }
      (pair.chosen, pair.rejected) = (.messages(greeted(chosen)), .messages(greeted(rejected)))
    }
    return pair
  }

  private func greeted(_ text: ExampleText) -> ExampleText {
    guard case .messages(let messages) = text else {
      return needsMessages || system != nil ? .messages(greeted(messages(text, "user"))) : text
    }
    return .messages(greeted(messages))
  }

  /// The system text before a conversation that has none.
  private func greeted(_ messages: [Message]) -> [Message] {
    guard let system, messages.first?.role != "system", messages.first?.role != "developer" else { return messages }
    return [Message(role: "system", content: .text(system))] + messages
  }
}
