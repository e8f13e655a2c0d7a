// PrepExamples is the model of what people train on: texts, prompts with completions, chats, preferences, labelled
// texts. It reads the canonical shapes from records and writes them back. Foreign shapes, templates and tokens are not
// known here.

// The shapes and fields of examples are part of what this module offers.
@_exported public import PrepShapes

/// One example, in one of the canonical shapes. All texts are UTF-8, their escapes resolved.
public enum Example: Sendable, Equatable {
  /// A text to learn as a whole.
  case text([UInt8])
  /// A prompt and the completion to learn.
  case promptCompletion(prompt: ExampleText, completion: ExampleText)
  /// A conversation.
  case chat(Chat)
  /// Two answers, the first of which was preferred.
  case preference(Preference)
  /// An answer that was liked, or was not.
  case unpairedPreference(prompt: ExampleText, completion: ExampleText, label: Bool)
  /// A prompt alone, for training that makes its own answers.
  case promptOnly(ExampleText, tools: [UInt8]? = nil)
  /// A text with the class it belongs to.
  case classification(text: [UInt8], pair: [UInt8]?, label: [UInt8])
  /// A text of which words or spans have labels.
  case tokenClassification(TaggedText)
  /// A question about a text, with the spans of the text that answer it.
  case questionAnswering(Question)

  /// The shape it has.
  public var shape: ExampleShape {
    switch self {
    case .text: .text
    case .promptCompletion: .promptCompletion
    case .chat: .chat
    case .preference: .preference
    case .unpairedPreference: .unpairedPreference
    case .promptOnly: .promptOnly
    case .classification: .classification
    case .tokenClassification: .tokenClassification
    case .questionAnswering: .questionAnswering
    }
  }

  /// The JSON text of the tools that its assistant may call; nil where there are none.
  package var tools: [UInt8]? {
    switch self {
    case .chat(let chat): chat.tools
    case .preference(let pair): pair.tools
    case .promptOnly(_, let tools): tools
    default: nil
    }
  }
}

/// What may be plain text or a list of messages.
public enum ExampleText: Sendable, Equatable {
  case text([UInt8])
  case messages([Message])
}

/// A conversation with the tools its assistant may call.
public struct Chat: Sendable, Equatable {
  public var messages: [Message]
  /// The JSON text of the tools, as it was read; nil where there are none.
  public var tools: [UInt8]?

  public init(messages: [Message], tools: [UInt8]? = nil) {
    self.messages = messages
    self.tools = tools
  }
}

/// A preferred and a rejected answer, to a prompt that they may hold themselves.
public struct Preference: Sendable, Equatable {
  /// The prompt; nil where each answer is a whole conversation or text.
  public var prompt: ExampleText?
  public var chosen: ExampleText
  public var rejected: ExampleText
  /// The JSON text of the tools, as it was read; nil where there are none.
  public var tools: [UInt8]?

  public init(prompt: ExampleText?, chosen: ExampleText, rejected: ExampleText, tools: [UInt8]? = nil) {
    self.prompt = prompt
    self.chosen = chosen
    self.rejected = rejected
    self.tools = tools
  }
}
