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

  /// Its number among all shapes.
  var ordinal: Int {
    switch self {
    case .text: 0
    case .promptCompletion: 1
    case .instruction: 2
    case .chat: 3
    case .conversations: 4
    case .interactions: 5
    case .gemini: 6
    case .preference: 7
    case .openAIPreference: 8
    case .unpairedPreference: 9
    case .stepwise: 10
    case .promptOnly: 11
    case .classification: 12
    case .segments: 13
    case .pretokenized: 14
    case .unknown: 15
    }
  }

  /// Whether the examples are dialogues in one list of messages.
  var isChat: Bool { self == .chat || self == .conversations || self == .interactions || self == .gemini }
}
