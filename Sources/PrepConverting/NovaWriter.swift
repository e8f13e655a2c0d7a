import PrepExamples
import PrepRecords
import PrepShapes

/// Writes conversations as Amazon Nova is customised with: `bedrock-conversation-2024`, whose messages have parts alone.
/// The fields are those of Bedrock's Converse (ContentBlock, ToolUseBlock, ToolResultBlock, ToolSpecification).
struct NovaWriter {
  /// What the form is called.
  let name: String

  func write(_ chat: Chat, to writer: inout JSONWriter, _ losses: inout Losses) throws(ReshapingFailure) {
    writer.key("schemaVersion")
    writer.string("bedrock-conversation-2024")
    var rest = chat.messages[...]
    if let system = rest.first, RoleKind(system.role).isInstruction, case .text(let words) = system.content {
      writer.key("system")
      writer.beginArray()
      text(words, &writer)
      writer.endArray()
      rest.removeFirst()
    }
    writer.key("messages")
    writer.beginArray()
    var index = rest.startIndex
    while index < rest.endIndex {
      // What several tools gave back is one message of the user.
      var end = index + 1
      while RoleKind(rest[index].role).isResult, end < rest.endIndex, RoleKind(rest[end].role).isResult { end += 1 }
      try write(rest[index..<end], to: &writer, &losses)
      index = end
    }
    writer.endArray()
    if let tools = chat.tools { declare(tools, to: &writer, &losses) }
  }

  private func write(
    _ messages: ArraySlice<Message>, to writer: inout JSONWriter, _ losses: inout Losses
  ) throws(ReshapingFailure) {
    writer.beginObject()
    writer.key("role")
    writer.string(messages.first.map { RoleKind($0.role) } == .assistant ? "assistant" : "user")
    writer.key("content")
    writer.beginArray()
    for message in messages { try write(message, to: &writer, &losses) }
    writer.endArray()
    writer.endObject()
  }

  private func write(_ message: Message, to writer: inout JSONWriter, _ losses: inout Losses) throws(ReshapingFailure) {
    var known: Set<String> = []
    switch (RoleKind(message.role), message.content) {
    case (.user, .text(let words)): text(words, &writer)
    case (.user, .parts(let json)), (.assistant, .parts(let json)):
      if let thoughts = message.thoughts { known.insert(think(thoughts, &writer)) }
      try write(parts: json, &writer)
      if let calls = message[RecordField.toolCalls.name].flatMap({ try? JSONDocument($0).root }) {
        known.insert(RecordField.toolCalls.name)
        try write(calls: calls, &writer)
      }
    case (.tool, .text(let words)):
      guard let id = message[RecordField.toolCallID.name] else {
        throw ReshapingFailure(message: "\(name) says which call an answer is to, and this one names none")
      }
      known = [RecordField.toolCallID.name, RecordField.name.name]
      answer(words, to: id, &writer)
    case (.assistant, .text), (.assistant, .none):
      let calls = message[RecordField.toolCalls.name].flatMap { try? JSONDocument($0).root }
      if let thoughts = message.thoughts { known.insert(think(thoughts, &writer)) }
      if case .text(let words) = message.content, !words.isEmpty || calls == nil { text(words, &writer) }
      known.insert(RecordField.toolCalls.name)
      if let calls { try write(calls: calls, &writer) }
    default: throw ReshapingFailure(message: "\(name) has no place for this message of the role \"\(message.role)\"")
    }
    for other in message.other where !known.contains(other.key) { losses.lose(member: other.key) }
    if message.weight != nil { losses.lose(.weight, "weight of messages") }
  }

  /// Writes what the assistant thinks, and returns the key it has in the message.
  private func think(_ thoughts: (key: String, words: [UInt8]), _ writer: inout JSONWriter) -> String {
    for key in ["reasoningContent", "reasoningText", "text"] {
      writer.beginObject()
      writer.key(key)
    }
    writer.string(thoughts.words)
    for _ in 0..<3 { writer.endObject() }
    return thoughts.key
  }

  /// Texts, images, videos and documents.
  private func write(parts json: [UInt8], _ writer: inout JSONWriter) throws(ReshapingFailure) {
    guard let list = try? JSONDocument(json).root, list.kind == .array else {
      throw ReshapingFailure(message: "\(name) takes messages of texts, images, videos and documents")
    }
    for part in list.elements {
      if let words = part["text"], words.kind == .string, let text = try? words.unescaped() {
        self.text(text, &writer)
      } else if let image = PartImage(openAI: part) {
        guard let written = image.nova else {
          throw ReshapingFailure(
            message: "\(name) takes images as data or with an s3:// address whose ending tells their format")
        }
        written.withUnsafeBytes { writer.raw($0) }
      } else if ["image", "video", "document"].contains(where: { part[$0]?.kind == .object }) {
        part.withUnsafeBytes { writer.raw($0) }
      } else {
        throw ReshapingFailure(message: "\(name) takes messages of texts, images, videos and documents")
      }
    }
  }

  private func text(_ words: [UInt8], _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("text")
    writer.string(words)
    writer.endObject()
  }

  private func write(calls: JSONView, _ writer: inout JSONWriter) throws(ReshapingFailure) {
    for call in calls.elements {
      let function = call[RecordField.function.name] ?? call
      writer.beginObject()
      writer.key("toolUse")
      writer.beginObject()
      for (key, view) in [("toolUseId", call[RecordField.id.name]), ("name", function[RecordField.name.name])] {
        guard let view else { continue }
        writer.key(key)
        view.withUnsafeBytes { writer.raw($0) }
      }
      writer.key("input")
      try CallForm.writeObject(argumentsOf: function, &writer)
      writer.endObject()
      writer.endObject()
    }
  }

  /// What a tool gave back: an object as JSON, anything else as a text.
  private func answer(_ words: [UInt8], to id: [UInt8], _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("toolResult")
    writer.beginObject()
    writer.key("toolUseId")
    id.withUnsafeBytes { writer.raw($0) }
    writer.key("content")
    writer.beginArray()
    if let document = try? JSONDocument(words), document.root.kind == .object {
      writer.beginObject()
      writer.key("json")
      document.root.withUnsafeBytes { writer.raw($0) }
      writer.endObject()
    } else {
      text(words, &writer)
    }
    writer.endArray()
    writer.endObject()
    writer.endObject()
  }

  private func declare(_ tools: [UInt8], to writer: inout JSONWriter, _ losses: inout Losses) {
    guard let list = try? JSONDocument(tools).root, list.kind == .array else { return losses.lose(.tools, "tools") }
    writer.key("toolConfig")
    writer.beginObject()
    writer.key("tools")
    writer.beginArray()
    list.forEachElement { tool in
      let function = tool[RecordField.function.name] ?? tool
      writer.beginObject()
      writer.key("toolSpec")
      writer.beginObject()
      for key in [RecordField.name.name, RecordField.description.name] {
        guard let view = function[key] else { continue }
        writer.key(key)
        view.withUnsafeBytes { writer.raw($0) }
      }
      writer.key("inputSchema")
      writer.beginObject()
      writer.key("json")
      if let schema = function[RecordField.parameters.name] {
        schema.withUnsafeBytes { writer.raw($0) }
      } else {
        writer.beginObject()
        writer.endObject()
      }
      writer.endObject()
      writer.endObject()
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
  }
}
