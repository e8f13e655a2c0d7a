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
    /// `{contents, completions}` with a score each.
    case geminiPreference
    /// Amazon Bedrock's conversation: parts in every message, the system text and the tools beside them.
    case bedrockNova
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
  /// The keys that messages may have; nil where any will do.
  package private(set) var messageKeys: Set<String>?
  /// Who has to speak last; nil where anybody may.
  package private(set) var lastRole: RoleKind?
  /// The roles that messages may have; nil where any will do.
  let roles: Set<String>?
  /// The roles of the messages of an output that is compared; nil is one message of the assistant.
  let outputRoles: Set<String>?
  /// Whether the ids of calls have nine letters and digits.
  package private(set) var hasShortCallIDs = false
  /// The fields that the form takes beside its own as they are.
  private var besides: Set<RecordField> = []
  /// Whether the form takes any field beside what is asked: graders and functions of rewards read them.
  package private(set) var carriesAll = false

  /// Whether calls are written in a form of its own, and not as messages of OpenAI's chats have them.
  package var hasOwnCalls: Bool {
    switch dialect {
    case .gemini, .geminiPreference, .bedrockNova, .shareGPT: true
    default: false
    }
  }

  /// The form by its name; nil when there is none.
  package init?(_ name: String) {
    guard let form = Self.all.first(where: { $0.name == name }) else { return nil }
    self = form
  }

  /// A form; what its messages may have is what the file of the target of that name says.
  private init(_ name: String, _ shape: ExampleShape, _ dialect: Dialect = .canonical, _ arguments: Arguments? = nil) {
    self.name = name
    self.shape = shape
    self.dialect = dialect
    let rules = TargetRules.byName[name]
    self.arguments = arguments ?? rules?.arguments
    lastRole = rules?.lastRole
    roles = rules?.roles
    outputRoles = rules?.outputRoles
    hasShortCallIDs = rules?.hasShortCallIDs ?? false
    switch dialect {
    case .canonical, .openAIPreference, .openAIPrompt: messageKeys = rules?.messageKeys
    // Together takes what OpenAI does, and refuses no more than that.
    case .toolChat: messageKeys = rules?.messageKeys ?? TargetRules.byName["openai-chat"]?.messageKeys
    // These write messages of their own.
    case .strings, .bedrock, .gemini, .geminiPreference, .bedrockNova, .shareGPT, .alpaca: messageKeys = nil
    }
  }

  /// The form that takes fields beside its own.
  private func taking(_ fields: Set<RecordField>) -> TargetForm {
    var form = self
    form.besides = fields
    return form
  }

  /// The form that takes any field beside what is asked.
  private func takingAll() -> TargetForm {
    var form = self
    form.carriesAll = true
    return form
  }

  /// Whether a field that is none of the form's own goes over as it is; nil is one that nobody knows.
  func carries(_ field: RecordField?) -> Bool {
    if carriesAll { return true }
    if isShape { return Self.carries(field, beside: shape) }
    return field.map { besides.contains($0) } ?? false
  }

  /// Whether a field goes over as it is beside an example of a canonical shape.
  static func carries(_ field: RecordField?, beside shape: ExampleShape) -> Bool {
    // What stands beside a prompt alone is there for whoever judges the answers to it.
    guard shape != .promptOnly else { return field != .completion && field != .chosen && field != .rejected }
    guard let field else { return false }
    return ourBesides.contains(field) || shape == .chat && field == .label
  }

  /// Whether the form is a shape of ours, as all commands read it.
  private var isShape: Bool { name == shape.rawValue }

  /// What stands beside examples in our own shapes.
  private static let ourBesides = RecordField.besides
  private static let media: Set<RecordField> = [.images, .image, .videos, .audios, .objects]
  private static let trainers: Set<RecordField> = media.union([.chatTemplateKwargs, .documents, .reference])

  /// Every form there is, the canonical shapes first.
  package static let all: [TargetForm] =
    ExampleShape.allCases.map { TargetForm($0.rawValue, $0) } + [
      TargetForm("openai-chat", .chat).taking([.parallelToolCalls]),
      TargetForm("azure-chat", .chat).taking([.parallelToolCalls]),
      TargetForm("openai-completion", .promptCompletion, .strings),
      TargetForm("openai-dpo", .preference, .openAIPreference),
      TargetForm("openai-rft", .promptOnly, .openAIPrompt).takingAll(),
      TargetForm("azure-dpo", .preference, .openAIPreference),
      TargetForm("azure-rft", .promptOnly, .openAIPrompt).takingAll(),
      TargetForm("together", .chat, .toolChat),
      TargetForm("mistral", .chat).taking([.weight, .onlyLast]),
      TargetForm("fireworks", .chat),
      TargetForm("bedrock-claude", .chat, .bedrock),
      TargetForm("bedrock-nova", .chat, .bedrockNova),
      TargetForm("vertex-gemini", .chat, .gemini).taking([.toolConfig]),
      TargetForm("vertex-gemini-preference", .preference, .geminiPreference).taking([.toolConfig]),
      TargetForm("trl-sft", .chat, .canonical, .object).taking(trainers),
      TargetForm("trl-dpo", .preference, .canonical, .object).taking(trainers),
      TargetForm("trl-kto", .unpairedPreference, .canonical, .object).taking(trainers),
      TargetForm("trl-grpo", .promptOnly, .canonical, .object).takingAll(),
      TargetForm("mlx", .chat, .canonical, .string).taking(media),
      TargetForm("axolotl", .chat, .canonical, .string).taking(trainers),
      TargetForm("llama-factory", .chat, .shareGPT).taking(media),
      TargetForm("sharegpt", .chat, .shareGPT).taking(media), TargetForm("alpaca", .promptCompletion, .alpaca),
    ]
}
