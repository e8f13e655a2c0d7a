import PrepExamples
import PrepShapes

extension Example {
  /// The example with neighbouring messages of one role as one, a blank line between their texts; messages that are more
  /// than a text stay apart, and so do those of tools.
  func joiningTurns() -> Example {
    switch self {
    case .chat(let chat): .chat(Chat(messages: Self.joined(chat.messages), tools: chat.tools))
    case .promptCompletion(let prompt, let completion):
      .promptCompletion(prompt: Self.joined(prompt), completion: Self.joined(completion))
    case .preference(let pair):
      .preference(
        Preference(
          prompt: pair.prompt.map(Self.joined), chosen: Self.joined(pair.chosen), rejected: Self.joined(pair.rejected),
          tools: pair.tools))
    case .unpairedPreference(let prompt, let completion, let label):
      .unpairedPreference(prompt: Self.joined(prompt), completion: Self.joined(completion), label: label)
    case .promptOnly(let prompt, let tools): .promptOnly(Self.joined(prompt), tools: tools)
    case .text, .classification, .tokenClassification, .questionAnswering: self
    }
  }

  private static func joined(_ text: ExampleText) -> ExampleText {
    guard case .messages(let messages) = text else { return text }
    return .messages(joined(messages))
  }

  private static func joined(_ messages: [Message]) -> [Message] {
    var result: [Message] = []
    for message in messages {
      if let last = result.last, last.role == message.role, !RoleKind(last.role).isResult,
        last.weight == message.weight,
        last.other.isEmpty, message.other.isEmpty, case .text(let before) = last.content,
        case .text(let words) = message.content
      {
        result[result.count - 1].content = .text(before + [0x0A, 0x0A] + words)
      } else {
        result.append(message)
      }
    }
    return result
  }
}
