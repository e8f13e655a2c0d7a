import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Reads the parts of a message's content, whoever wrote them: OpenAI's, Anthropic's, Gemini's, Amazon Bedrock's. Texts
/// are joined; thoughts and calls go to members of their own; what tools gave back becomes messages of their own; where
/// there are images and the like, the parts stay.
struct PartReader {
  private let source: SourceRecord
  private var text: [UInt8] = []
  private var hasText = false
  /// The parts that stay, as JSON, the texts among them too.
  private var kept: [[UInt8]] = []
  private var hasOthers = false
  private(set) var thoughts: [UInt8] = []
  /// The calls of tools, in order.
  private(set) var calls: [Call] = []
  /// What tools gave back, in order.
  private(set) var results: [Result] = []

  /// A call of a tool.
  struct Call {
    /// The id as JSON text; nil where it has none.
    let id: [UInt8]?
    /// What is called and with what.
    let function: JSONView
  }

  /// What a tool gave back.
  struct Result {
    /// The id of the call as JSON text; nil where it names none.
    let id: [UInt8]?
    let content: Message.Content
  }

  init(_ source: SourceRecord) { self.source = source }

  /// What is said; nil where the message has nothing but calls, thoughts or results.
  var content: Message.Content {
    if hasOthers { return .parts(Array("[".utf8) + Array(kept.joined(separator: Array(", ".utf8))) + Array("]".utf8)) }
    return hasText ? .text(text) : .none
  }

  mutating func read(_ parts: JSONView) throws(Diagnostic) {
    for part in try source.elements(parts) { try read(part: part) }
  }

  /// Reads one part that stands alone.
  mutating func read(item: JSONView) throws(Diagnostic) { try read(part: item) }

  /// Reads parts all of which are thoughts.
  mutating func read(thoughts parts: JSONView) throws(Diagnostic) {
    for part in try source.elements(parts) {
      if let words = part["text"], words.kind == .string { think(try source.text(words)) }
    }
  }

  private mutating func read(part: JSONView) throws(Diagnostic) {
    if part.kind == .string { return say(try source.text(part), part) }
    guard part.kind == .object else {
      throw source.impossible("a part of a message is neither text nor known", at: part)
    }
    let type = try part["type"].map { type throws(Diagnostic) in try source.string(type) }
    switch type.map({ Self.othersTexts.contains($0) ? "text" : $0 }) {
    case nil, "text":
      if let words = part["text"] ?? part["value"] ?? (type == nil ? nil : part["content"]), words.kind == .string {
        // Gemini marks what the model thinks; a signature of it means nothing to anybody else.
        if part["thought"]?.bool == true { return think(try source.text(words)) }
        return say(try source.text(words), part)
      }
      if type == nil { return try readUntyped(part) }
      keep(part)
    case "reasoning", "thinking", "reasoning_text", "reasoning.text", "reasoning.summary":
      guard let words = part["value"] ?? part["thinking"] ?? part["text"] ?? part["summary"] else { return }
      // Mistral has parts inside.
      if words.kind == .array { return try read(thoughts: words) }
      guard words.kind == .string else { return }
      think(try source.text(words))
    case "redacted_thinking", "reasoning.encrypted": source.losses.insert("thoughts that are encrypted")
    case "tool_call":
      guard let words = part["value"], words.kind == .string, let call = try? JSONDocument(try source.text(words))
      else {
        return keep(part)
      }
      calls.append(Call(id: nil, function: call.root))
    case "tool_use", "function_call": calls.append(Call(id: raw(part["id"] ?? part["call_id"]), function: part))
    case "tool_result", "function_call_output":
      try answer(raw(part["tool_use_id"] ?? part["call_id"]), part["content"] ?? part["output"])
    default: keep(part)
    }
  }

  /// Parts that say by their key what they are.
  private mutating func readUntyped(_ part: JSONView) throws(Diagnostic) {
    if let call = part["functionCall"] ?? part["function_call"] {
      calls.append(Call(id: raw(call["id"]), function: call))
    } else if let call = part["toolUse"] {
      calls.append(Call(id: raw(call["toolUseId"]), function: call))
    } else if let result = part["functionResponse"] ?? part["function_response"] {
      let response = result["response"] ?? result
      results.append(
        Result(id: raw(result["id"]), content: .text(response.withUnsafeBytes { Array($0) })))
    } else if let result = part["toolResult"] {
      try answer(raw(result["toolUseId"]), result["content"])
    } else if let words = part["reasoningContent"]?["reasoningText"]?["text"], words.kind == .string {
      think(try source.text(words))
    } else if let image = PartImage(gemini: part) {
      keep(image.openAI)
    } else if Self.media.contains(where: { part[$0] != nil }) {
      keep(part)
    } else {
      throw source.impossible("a part of a message is neither text nor known", at: part)
    }
  }

  /// The types of parts that become something else: members and messages of their own.
  static let othersTypes: Set<String> = [
    "reasoning", "thinking", "reasoning_text", "redacted_thinking", "tool_call", "tool_use", "function_call",
    "tool_result", "function_call_output",
  ]

  /// What others than OpenAI's chats call a text.
  private static let othersTexts: Set<String> = ["input_text", "output_text", "summary_text"]

  /// Whether a part is a text, and not as templates know it: under another type, or with its words under another key.
  static func isOthersText(_ part: JSONView, type: String) -> Bool {
    othersTexts.contains(type)
      || type == "text" && part["text"]?.kind != .string
        && (part["value"] ?? part["content"]).map { $0.kind == .string } ?? false
  }

  /// Whether a part without a type is an image or the like.
  static func isMedia(_ part: JSONView) -> Bool { part.kind == .object && media.contains { part[$0] != nil } }

  /// The keys of parts that are no text and stay as they are.
  private static let media = [
    "image", "video", "audio", "document", "fileData", "inlineData", "file_data", "inline_data",
  ]

  private mutating func say(_ words: [UInt8], _ part: JSONView) {
    text += words
    hasText = true
    let isOpenAI =
      part.kind == .object && part["text"]?.kind == .string && (try? part["type"]?.string()) == "text"
    kept.append(isOpenAI ? part.withUnsafeBytes { Array($0) } : Self.textPart(words))
    // What says of itself whether it is learnt stays apart.
    if part.kind == .object, part["train"] != nil || part["weight"] != nil { hasOthers = true }
  }

  private mutating func keep(_ part: JSONView) { keep(part.withUnsafeBytes { Array($0) }) }

  private mutating func keep(_ json: [UInt8]) {
    kept.append(json)
    hasOthers = true
  }

  private mutating func think(_ words: [UInt8]) {
    if !thoughts.isEmpty { thoughts.append(0x0A) }
    thoughts += words
  }

  /// What a tool gave back: a text, parts with texts, or anything else as its JSON text.
  private mutating func answer(_ id: [UInt8]?, _ content: JSONView?) throws(Diagnostic) {
    guard let content, !content.isNull else { return results.append(Result(id: id, content: .text([]))) }
    if content.kind == .string { return results.append(Result(id: id, content: .text(try source.text(content)))) }
    guard content.kind == .array else {
      return results.append(Result(id: id, content: .text(content.withUnsafeBytes { Array($0) })))
    }
    var inner = PartReader(source)
    for part in try source.elements(content) {
      if let json = part["json"] {
        inner.say(json.withUnsafeBytes { Array($0) }, part)
      } else {
        try inner.read(part: part)
      }
    }
    results.append(Result(id: id, content: inner.content))
  }

  private func raw(_ view: JSONView?) -> [UInt8]? {
    view.flatMap { $0.isNull ? nil : $0.withUnsafeBytes { Array($0) } }
  }

  private static func textPart(_ words: [UInt8]) -> [UInt8] {
    var writer = JSONWriter.python
    writer.beginObject()
    writer.key("type")
    writer.string("text")
    writer.key("text")
    writer.string(words)
    writer.endObject()
    return writer.take()
  }
}
