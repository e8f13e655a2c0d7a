/// What kind of example a record is, by its keys.
package enum Shape: String, Sendable, CaseIterable {
  case text
  case promptCompletion = "prompt-completion"
  case instruction
  case chat
  case conversations = "sharegpt"
  case interactions
  case gemini
  case preference
  case openAIPreference = "openai-preference"
  case unpairedPreference = "unpaired-preference"
  case stepwise
  case promptOnly = "prompt-only"
  case classification
  case segments
  case pretokenized
  case unknown

  /// Whether the examples are dialogues in one list of messages.
  var isChat: Bool { self == .chat || self == .conversations || self == .interactions || self == .gemini }
}
