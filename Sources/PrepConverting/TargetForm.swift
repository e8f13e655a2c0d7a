import PrepExamples
import PrepShapes

/// What records are converted to: a canonical shape, or the form that a service or trainer wants.
package struct TargetForm: Sendable, Hashable {
  /// How examples of the shape are written.
  package enum Dialect: Sendable, Hashable {
    /// As every reader of ours takes them.
    case canonical
    /// Prompt and completion as strings.
    case strings
    /// `{input, preferred_output, non_preferred_output}`.
    case openAIPreference
    /// `{messages}` ending with the user.
    case openAIPrompt
    /// A chat of system, user, assistant and tool.
    case toolChat
    /// The system text beside the messages of user and assistant.
    case bedrock
    /// `{systemInstruction, contents}` with user and model.
    case gemini
    /// `{conversations: [{from, value}]}`.
    case shareGPT
    /// `{instruction, input, output}`.
    case alpaca
  }

  /// How the arguments of calls are written.
  package enum Arguments: String, Sendable, Hashable, CaseIterable { case string, object }

  package let name: String
  package let shape: ExampleShape
  package let dialect: Dialect
  /// How the form wants arguments; nil where either will do.
  package let arguments: Arguments?

  /// The form by its name; nil when there is none.
  package init?(_ name: String) {
    guard let form = Self.all.first(where: { $0.name == name }) else { return nil }
    self = form
  }

  private init(_ name: String, _ shape: ExampleShape, _ dialect: Dialect = .canonical, _ arguments: Arguments? = nil) {
    self.name = name
    self.shape = shape
    self.dialect = dialect
    self.arguments = arguments
  }

  /// Every form there is, the canonical shapes first.
  package static let all: [TargetForm] = ExampleShape.allCases.map { TargetForm($0.rawValue, $0) } + [
    TargetForm("openai-chat", .chat, .canonical, .string), TargetForm("azure-chat", .chat, .canonical, .string),
    TargetForm("openai-completion", .promptCompletion, .strings),
    TargetForm("openai-dpo", .preference, .openAIPreference, .string),
    TargetForm("openai-rft", .promptOnly, .openAIPrompt, .string),
    TargetForm("together", .chat, .toolChat, .string), TargetForm("mistral", .chat, .canonical, .string),
    TargetForm("fireworks", .chat, .canonical, .string), TargetForm("bedrock-claude", .chat, .bedrock),
    TargetForm("vertex-gemini", .chat, .gemini), TargetForm("trl-sft", .chat, .canonical, .object),
    TargetForm("trl-dpo", .preference, .canonical, .object), TargetForm("trl-kto", .unpairedPreference, .canonical, .object),
    TargetForm("trl-grpo", .promptOnly, .canonical, .object), TargetForm("mlx", .chat, .canonical, .string),
    TargetForm("axolotl", .chat, .canonical, .string), TargetForm("llama-factory", .chat, .shareGPT),
    TargetForm("sharegpt", .chat, .shareGPT), TargetForm("alpaca", .promptCompletion, .alpaca),
  ]
}
