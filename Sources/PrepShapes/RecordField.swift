// PrepShapes says what a record is: the one table of fields and the names they have, the one of shapes, the one of
// roles, and the detector that tells a record's shape from its keys. What becomes of the values is the business of
// others.

/// A field of a record or of a message, by our name of it.
///
/// To add one: a case here, and its line in ``table``. To add a name that others give a field: the name in its line.
public enum RecordField: UInt8, Sendable, Hashable, CaseIterable, BitwiseCopyable {
  case prompt, completion, text, textA, textB, label, verdict, messages, chosen, rejected, tools, weight
  case system, systemInstruction, history, instruction, input, output, instances, turns, images, image, videos, audios
  case conversations, conversation, interactions, contents, preferredOutput, nonPreferredOutput, completions, choices,
    labels, segments
  case info, summaries, choice, firstAnswer, secondAnswer, messageID, parentID, treeID, treeState, replies
  case inputIDs, attentionMask, tokenTypeIDs, positionIDs, completionMask, assistantMasks, lossMask
  case functions, availableTools, toolConfig, parallelToolCalls, onlyLast, chatTemplateKwargs, documents, reference, id
  case answers, scores, positives, negatives, objects, responsesParams
  case tokens, tags, spans, question, context, isImpossible, data, annotations
  case role, from, content, value, parts, name, toolCalls, toolCallID, functionCall, refusal, train, trainDetail
  case reasoning, thinking, type, function, arguments, description, parameters
  case speaker, utterance, likelyAnswer, passage

  /// Where a field stands.
  enum Place { case record, message }

  /// What the table says of a field.
  struct Row {
    let field: RecordField
    /// Our name, and then what others call it, in the order in which the names are looked for.
    let names: [String]
    let type: FieldType
    let place: Place

    init(_ field: RecordField, _ names: String..., type: FieldType = .any, in place: Place = .record) {
      self.field = field
      self.names = names
      self.type = type
      self.place = place
    }
  }

  /// The table: a line for each field, in the order of the cases.
  static let table: [Row] = [
    Row(
      .prompt, "prompt", "question", "query", "instruction", "input", "Prompt", "Question", "Instruction", "PROMPT",
      "QUESTION", "INSTRUCTION", "input_text", "context_messages", "request",
      type: .textOrMessages),
    Row(
      .completion, "completion", "response", "answer", "output", "std_answer", "sql", "Completion", "Answer",
      "Response", "Output", "COMPLETION", "ANSWER", "RESPONSE", "OUTPUT", "reply", "output_text", "target_text",
      "expected_output",
      type: .textOrMessages),
    Row(
      .text, "text", "sentence", "review", "content", "description", "message", "comment", "tweet", "Text", "v2",
      "input", "response", "column_data",
      type: .text),
    Row(.textA, "text_a", "sentence1", "premise", "question1", "question", type: .text),
    Row(.textB, "text_b", "sentence2", "hypothesis", "question2", "sentence", type: .text),
    Row(
      .label, "label", "category", "class", "sentiment", "target", "intent", "Category", "Label", "Score", "v1",
      "gold_label", "column_label", type: .label),
    // A verdict on an answer: our name of it is that of a label.
    Row(.verdict, "label", "kto_tag", type: .verdict),
    Row(.messages, "messages", type: .messages),
    Row(.chosen, "chosen", "chosen_response", "response_j", "chosen_messages"),
    Row(.rejected, "rejected", "rejected_response", "response_k", "rejected_messages"),
    Row(
      .tools, "tools", "available_tools", "functions", "function", "tool_list", "available_functions",
      "tool_definitions", type: .tools),
    Row(.weight, "weight", type: .number),
    Row(
      .system, "system", "system_prompt", "system_message", "custom_system_prompt", "sys_prompt", "instructions",
      "systemPrompt",
      "meta_instruction"),
    Row(.systemInstruction, "systemInstruction", "system_instruction"),
    Row(.history, "history", "chat_history", "conversation_history", type: .any),
    Row(.instruction, "instruction", type: .text),
    Row(.input, "input", "context", type: .text),
    Row(.output, "output", type: .text),
    Row(.instances, "instances", type: .list),
    Row(.turns, "turns", type: .list),
    Row(.images, "images", "image", "rejected_images"),
    Row(.image, "image"),
    Row(.videos, "videos", "video", "rejected_videos"),
    Row(.audios, "audios", "audio", "rejected_audios"),
    Row(.conversations, "conversations", "conversation", type: .messages),
    Row(.conversation, "conversation", type: .messages),
    Row(.interactions, "interactions", type: .messages),
    Row(.contents, "contents", type: .messages),
    Row(.preferredOutput, "preferred_output", "preferred_completion", type: .messages),
    Row(.nonPreferredOutput, "non_preferred_output", "non_preferred_completion", type: .messages),
    Row(.completions, "completions", type: .list),
    // What a service answered, beside what it was asked.
    Row(.choices, "choices", type: .list),
    Row(.labels, "labels", "cats", type: .list),
    Row(.segments, "segments", type: .list),
    Row(.info, "info", type: .object),
    Row(.summaries, "summaries", type: .list),
    Row(.choice, "choice", type: .number),
    Row(.firstAnswer, "human_ref_A", type: .text),
    Row(.secondAnswer, "human_ref_B", type: .text),
    Row(.messageID, "message_id"),
    Row(.parentID, "parent_id"),
    Row(.treeID, "message_tree_id"),
    Row(.treeState, "tree_state"),
    Row(.replies, "replies", type: .list),
    Row(.inputIDs, "input_ids", type: .list),
    Row(.attentionMask, "attention_mask", type: .list),
    Row(.tokenTypeIDs, "token_type_ids", type: .list),
    Row(.positionIDs, "position_ids", type: .list),
    Row(.completionMask, "completion_mask", type: .list),
    Row(.assistantMasks, "assistant_masks", type: .list),
    Row(.lossMask, "loss_mask"),
    Row(.functions, "functions", type: .list),
    Row(.availableTools, "available_tools", type: .tools),
    // Amazon Bedrock's tools.
    Row(.toolConfig, "toolConfig", type: .object),
    Row(.parallelToolCalls, "parallel_tool_calls", type: .verdict),
    Row(.onlyLast, "only_last", type: .verdict),
    Row(.chatTemplateKwargs, "chat_template_kwargs", type: .object),
    // What a template may show beside a conversation: texts that the answer is to rest on.
    Row(.documents, "documents", type: .list),
    Row(.reference, "reference", "reference_answer", "ground_truth", "solution", "reward_model"),
    Row(.id, "id"),
    // Several answers, with ranks or scores.
    Row(.answers, "answers", "responses"),
    Row(.scores, "scores", type: .list),
    // What is to be found for a question, and what is not.
    Row(.positives, "positives", "pos", "positive_passages", type: .list),
    Row(.negatives, "negatives", "neg", "negative_passages", type: .list),
    // What stands for the marks of places in images.
    Row(.objects, "objects"),
    // The request of the Responses API that stands for a prompt in NeMo Gym.
    Row(.responsesParams, "responses_create_params", type: .object),
    // The words of a sentence and the tags of each; spans of a text with their labels.
    Row(.tokens, "tokens", "words", type: .list),
    Row(.tags, "tags", "ner_tags", "ner", "upos", "pos_tags", "chunk_tags", "labels", type: .list),
    Row(.spans, "spans", "entities", type: .list),
    // What is asked of a text, the text, and whether it has no answer.
    Row(.question, "question", type: .text),
    Row(.context, "context", type: .text),
    Row(.isImpossible, "is_impossible", type: .verdict),
    // Label Studio's task, and what people said of it.
    Row(.data, "data", type: .object),
    Row(.annotations, "annotations", type: .list),
    Row(.role, "role", in: .message),
    Row(.from, "from", in: .message),
    Row(.content, "content", in: .message),
    Row(.value, "value", in: .message),
    Row(.parts, "parts", in: .message),
    Row(.name, "name", in: .message),
    Row(.toolCalls, "tool_calls", in: .message),
    Row(.toolCallID, "tool_call_id", in: .message),
    Row(.functionCall, "function_call", in: .message),
    Row(.refusal, "refusal", in: .message),
    Row(.train, "train", in: .message),
    Row(.trainDetail, "train_detail", in: .message),
    Row(
      .reasoning, "reasoning_content", "thinking", "reasoning", "thought", "thoughts", "chain_of_thought", "cot",
      "Complex_CoT", "rationale", "reasoning_trace", "think", in: .message),
    Row(.thinking, "thinking", in: .message),
    Row(.type, "type", in: .message),
    Row(.function, "function", in: .message),
    Row(.arguments, "arguments", in: .message),
    Row(.description, "description", in: .message),
    Row(.parameters, "parameters", in: .message),
    // Who speaks and what, where each message is a record of its own.
    Row(.speaker, "speaker", "role", "from", "sender", "author", in: .message),
    Row(.utterance, "utterance", "content", "value", "text", "message", "parts", in: .message),
    // What may be the answer to a text, and may be something else that is said of it.
    Row(
      .likelyAnswer, "expected_answer", "expected_response", "gold_answer", "correct_answer", "final_answer",
      "human_answer", "model_answer", "model_response", "model_output", "generated_text", "generated_answer",
      "generated_solution", "generation", "summary", "summary_text", "highlights", "headline", "translation", "code",
      "text_target",
      in: .message),
    // What a question is about.
    Row(.passage, "passage", "article", "document", "paragraph", "story", "knowledge", in: .message),
  ]

  /// How many fields there are.
  package static let count = allCases.count

  /// The field's own number, from 0.
  // SAFETY: an enumeration without payloads and with fewer than 257 cases is one byte, the number of the case.
  @inlinable @inline(__always) public var ordinal: Int { Int(unsafeBitCast(self, to: UInt8.self)) }

  /// The field with a number below ``count``.
  // SAFETY: as above, the other way round; the caller has compared the number with the count.
  @inlinable @inline(__always) public init(ordinal: Int) {
    self = unsafeBitCast(UInt8(truncatingIfNeeded: ordinal), to: RecordField.self)
  }

  var row: Row { Self.table[ordinal] }

  /// Our name of the field.
  public var name: String { row.names[0] }

  /// Our name of it and all that others give it, in the order in which they are looked for.
  package var names: [String] { row.names }

  /// What its values are, wherever a shape does not say otherwise.
  package var type: FieldType { row.type }

  /// Whether `--map` can say what it is called: a field of records that is named for itself.
  package var isMappable: Bool { row.place == .record && self != .verdict }

  /// Whether a key is our own name of some field.
  package static func isOurs(_ key: String) -> Bool { ours(key) != nil }

  /// The field by our own name of it, be it one of records or of messages.
  package static func ours(_ key: String) -> RecordField? { byName[key] }

  private static let byName = Dictionary(table.map { ($0.names[0], $0.field) }) { first, _ in first }

  /// The field by our name; nil when there is none to map.
  package init?(named name: String) {
    guard let row = Self.table.first(where: { $0.names[0] == name && $0.field.isMappable }) else { return nil }
    self = row.field
  }
}

extension RecordField {
  /// Whether people read what the field holds: no labels, no numbers, no media, no tools, no ids.
  package var holdsText: Bool {
    switch self {
    case .utterance: true
    case .labels, .inputIDs, .attentionMask, .tokenTypeIDs, .positionIDs, .completionMask, .assistantMasks, .functions,
      .images, .image, .videos, .audios, .objects, .messageID, .parentID, .treeID, .treeState, .reference, .id,
      .chatTemplateKwargs, .documents, .weight, .choice, .scores, .tags, .spans, .annotations, .isImpossible:
      false
    default:
      switch type {
      case .text, .textOrMessages, .messages, .list, .object, .any: row.place == .record
      case .tools, .label, .verdict, .number: false
      }
    }
  }
}
