extension Example {
  /// The example with every message of it replaced.
  package func mapMessages(_ change: (Message) -> Message) -> Example {
    switch self {
    case .chat(let chat): .chat(Chat(messages: chat.messages.map(change), tools: chat.tools))
    case .promptCompletion(let prompt, let completion):
      .promptCompletion(prompt: prompt.mapMessages(change), completion: completion.mapMessages(change))
    case .preference(let pair):
      .preference(
        Preference(
          prompt: pair.prompt.map { $0.mapMessages(change) },
          chosen: pair.chosen.mapMessages(change), rejected: pair.rejected.mapMessages(change), tools: pair.tools))
    case .unpairedPreference(let prompt, let completion, let label):
      .unpairedPreference(prompt: prompt.mapMessages(change), completion: completion.mapMessages(change), label: label)
    case .promptOnly(let prompt, let tools): .promptOnly(prompt.mapMessages(change), tools: tools)
    case .text, .classification, .tokenClassification, .questionAnswering: self
    }
  }
}

extension ExampleText {
  /// The text with every message of it replaced; a plain text stays.
  package func mapMessages(_ change: (Message) -> Message) -> ExampleText {
    guard case .messages(let messages) = self else { return self }
    return .messages(messages.map(change))
  }
}
