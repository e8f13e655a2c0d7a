// PrepConverting reads the shapes that training data comes in, as the canonical examples, and writes them in the shapes that trainers
// and services want. What cannot be carried over is counted, never dropped in silence.

import PrepExamples
import PrepRecords

/// A shape that training data is published in, by its name.
package enum SourceShape: String, Sendable, Hashable, CaseIterable {
  case tokenized
  case summarizeFromFeedback = "summarize-from-feedback"
  case oasstTree = "oasst-tree"
  case oasstRows = "oasst-rows"
  case openAIPreference = "openai-dpo"
  case shareGPTPreference = "sharegpt-preference"
  case transcripts = "hh-rlhf"
  case stanfordPreferences = "shp"
  case stepwise
  case segments = "input-output"
  case preference
  case unpairedPreference = "unpaired-preference"
  case gemini
  case mistral
  case bedrock = "bedrock-claude"
  case chat
  case shareGPT = "sharegpt"
  case instances = "self-instruct"
  case rankedAlpaca = "alpaca-ranked"
  case alpaca
  case pairClassification = "classification-pair"
  case promptCompletion = "prompt-completion"
  case classification
  case text
  case promptOnly = "prompt-only"

  /// The shape that a record's fields tell; nil when they tell none. The cases are tried in their order.
  package init?(detecting root: JSONView, names: FieldNames = FieldNames()) {
    guard root.kind == .object, let shape = Self.allCases.first(where: { $0.fits(root, names) }) else { return nil }
    self = shape
  }

  /// Whether a record has the fields of the shape.
  package func fits(_ root: JSONView, _ names: FieldNames) -> Bool {
    func has(_ keys: String...) -> Bool { keys.allSatisfy { root[$0] != nil } }
    func one(_ keys: String...) -> Bool { keys.contains { root[$0] != nil } }
    func kind(_ key: String) -> JSONView.Kind? { root[key]?.kind }
    func field(_ field: FieldMapping.Field) -> JSONView? { names.find(field, in: root) }
    switch self {
    case .tokenized: return kind("input_ids") == .array
    case .summarizeFromFeedback: return has("info", "summaries", "choice")
    case .oasstTree: return root["prompt"]?["replies"] != nil || (has("replies", "text", "role"))
    case .oasstRows: return has("message_id", "text", "role") && one("parent_id", "message_tree_id")
    case .openAIPreference: return kind("input") == .object && one("preferred_output", "preferred_completion")
    case .shareGPTPreference: return kind("conversations") == .array && has("chosen", "rejected")
    case .transcripts: return TranscriptText.begins(root["chosen"]) && TranscriptText.begins(root["rejected"])
    case .stanfordPreferences: return has("history", "human_ref_A", "human_ref_B", "labels")
    case .stepwise: return has("prompt", "completions", "labels")
    case .segments: return kind("segments") == .array
    case .preference: return field(.chosen) != nil && field(.rejected) != nil
    case .unpairedPreference:
      let isJudged = root[names.own(.label)]?.bool != nil || root["kto_tag"]?.bool != nil
      let isAnswered = field(.prompt) != nil && field(.completion) != nil
      return isJudged && (isAnswered || field(.messages)?.kind == .array || kind("conversations") == .array)
    case .gemini: return kind("contents") == .array
    case .mistral: return kind("interactions") == .array || (field(.messages)?.kind == .array && one("available_tools", "system_prompt"))
    case .bedrock: return field(.messages)?.kind == .array && has("system")
    case .chat: return field(.messages)?.kind == .array
    case .shareGPT: return kind("conversations") == .array || kind("conversation") == .array
    case .instances: return has("instruction") && kind("instances") == .array
    case .rankedAlpaca: return has("instruction") && kind("output") == .array
    case .alpaca: return has("instruction") && (field(.completion) != nil)
    case .pairClassification: return field(.textA) != nil && field(.textB) != nil && field(.label) != nil
    case .promptCompletion: return field(.prompt) != nil && field(.completion) != nil
    case .classification: return field(.text) != nil && field(.label) != nil
    case .text: return field(.text) != nil
    case .promptOnly: return field(.prompt) != nil || kind("turns") == .array
    }
  }

  /// Whether a record has an answer and a verdict on it that is `true`, 1 or the like, where a verdict is looked for.
  static func judgesAnswers(_ root: JSONView, _ names: FieldNames) -> Bool {
    guard let label = root[names.own(.label)] ?? root["kto_tag"], Verdict(label) != nil else { return false }
    let isAnswered = names.find(.prompt, in: root) != nil && names.find(.completion, in: root) != nil
    return isAnswered || names.find(.messages, in: root)?.kind == .array || root["conversations"]?.kind == .array
  }

  /// Whether examples can be read from it.
  package var isReadable: Bool {
    switch self {
    case .tokenized, .oasstRows, .stepwise, .segments: false
    default: true
    }
  }

  /// The canonical shape its examples have.
  package var exampleShape: ExampleShape? {
    switch self {
    case .tokenized, .oasstRows, .stepwise, .segments: nil
    case .summarizeFromFeedback, .openAIPreference, .shareGPTPreference, .transcripts, .stanfordPreferences, .preference,
      .rankedAlpaca: .preference
    case .unpairedPreference: .unpairedPreference
    case .oasstTree, .gemini, .mistral, .bedrock, .chat, .shareGPT: .chat
    case .instances, .alpaca, .promptCompletion: .promptCompletion
    case .pairClassification, .classification: .classification
    case .text: .text
    case .promptOnly: .promptOnly
    }
  }
}
