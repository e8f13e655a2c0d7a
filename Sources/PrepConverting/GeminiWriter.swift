import PrepExamples
import PrepRecords
import PrepShapes

/// Writes conversations as Gemini has them: contents of parts, with calls of functions and what they gave back. The
/// fields are those of Vertex AI's API reference (Content, FunctionCall, FunctionResponse, FunctionDeclaration).
struct GeminiWriter {
  /// What the form is called.
  let name: String

  func write(_ chat: Chat, to writer: inout JSONWriter, _ losses: inout Losses) throws(ReshapingFailure) {
    var rest = chat.messages[...]
    if let system = rest.first, RoleKind(system.role).isInstruction, case .text(let words) = system.content {
      writer.key("systemInstruction")
      writer.beginObject()
      writer.key("parts")
      writer.beginArray()
      part(words, &writer)
      writer.endArray()
      writer.endObject()
      rest.removeFirst()
    }
    writer.key("contents")
    writer.beginArray()
    var called: [[UInt8]: [UInt8]] = [:]
    // What functions gave back to the calls of one turn are parts of one content.
    let messages = AnswerOrder.ofCalls(rest)
    for (index, message) in messages.enumerated() {
      let isResult = RoleKind(message.role) == .tool
      let continues = isResult && index > 0 && RoleKind(messages[index - 1].role) == .tool
      let goesOn = isResult && index + 1 < messages.count && RoleKind(messages[index + 1].role) == .tool
      try write(message, &called, to: &writer, &losses, opens: !continues, closes: !goesOn)
    }
    writer.endArray()
    if let tools = chat.tools { declare(tools, to: &writer, &losses) }
  }

  /// Writes a pair: what is asked, and the two answers with the scores 1 and 0.
  func write(_ pair: Preference, to writer: inout JSONWriter, _ losses: inout Losses) throws(ReshapingFailure) {
    guard case .messages(let asked)? = pair.prompt else {
      throw ReshapingFailure(message: "the pair has no separate prompt")
    }
    try write(Chat(messages: asked, tools: pair.tools), to: &writer, &losses)
    writer.key("completions")
    writer.beginArray()
    for (answer, score) in [(pair.chosen, 1), (pair.rejected, 0)] {
      let message: Message
      switch answer {
      case .text(let words): message = Message(role: RoleKind.assistant.name, content: .text(words))
      case .messages(let list):
        guard list.count == 1, RoleKind(list[0].role) == .assistant else {
          throw ReshapingFailure(message: "\(name) takes one message of the assistant as an answer")
        }
        message = list[0]
      }
      writer.beginObject()
      writer.key("score")
      writer.int(score)
      writer.key("completion")
      var called: [[UInt8]: [UInt8]] = [:]
      try write(message, &called, to: &writer, &losses)
      writer.endObject()
    }
    writer.endArray()
  }

  /// - Parameters:
  ///   - called: The names of the functions that were called, by the JSON text of the calls' ids.
  ///   - opens: Whether the message begins a content.
  ///   - closes: Whether it ends its content.
  private func write(
    _ message: Message, _ called: inout [[UInt8]: [UInt8]], to writer: inout JSONWriter, _ losses: inout Losses,
    opens: Bool = true, closes: Bool = true
  ) throws(ReshapingFailure) {
    let role = RoleKind(message.role)
    var known: Set<String> = []
    if opens {
      writer.beginObject()
      writer.key("role")
      writer.string(role == .assistant ? role.geminiName : RoleKind.user.geminiName)
      writer.key("parts")
      writer.beginArray()
    }
    switch (role, message.content) {
    case (.user, .text(let words)): part(words, &writer)
    case (.user, .parts(let json)): try write(parts: json, &writer)
    case (.tool, .text(let words)):
      guard let id = message[RecordField.toolCallID.name], let function = called[id] else {
        throw ReshapingFailure(
          message: "\(name) names the function that gave an answer, and this one belongs to no call before it")
      }
      known = [RecordField.toolCallID.name, RecordField.name.name]
      answer(words, of: function, &writer)
    case (.assistant, .text), (.assistant, .none):
      let calls = message[RecordField.toolCalls.name].flatMap { try? JSONDocument($0).root }
      if let thoughts = message.thoughts {
        part(thoughts.words, isThought: true, &writer)
        known.insert(thoughts.key)
      }
      if case .text(let words) = message.content, !words.isEmpty || calls == nil { part(words, &writer) }
      known.insert(RecordField.toolCalls.name)
      if let calls { try write(calls: calls, &called, &writer) }
    default: throw ReshapingFailure(message: "\(name) has no place for this message of the role \"\(message.role)\"")
    }
    if closes {
      writer.endArray()
      writer.endObject()
    }
    for other in message.other where !known.contains(other.key) { losses.lose(member: other.key) }
    if message.weight != nil { losses.lose(.weight, "weight of messages") }
  }

  /// Texts and images.
  private func write(parts json: [UInt8], _ writer: inout JSONWriter) throws(ReshapingFailure) {
    guard let list = try? JSONDocument(json).root, list.kind == .array else {
      throw ReshapingFailure(message: "\(name) takes messages of texts and images")
    }
    for part in list.elements {
      if let words = part["text"], words.kind == .string, let text = try? words.unescaped() {
        self.part(text, &writer)
      } else if let image = PartImage(openAI: part) {
        guard let written = image.gemini else {
          throw ReshapingFailure(message: "\(name) wants the type of each image, and no ending of its address tells it")
        }
        written.withUnsafeBytes { writer.raw($0) }
      } else if PartImage(gemini: part) != nil || part["fileData"] != nil || part["inlineData"] != nil {
        part.withUnsafeBytes { writer.raw($0) }
      } else {
        throw ReshapingFailure(message: "\(name) takes messages of texts and images")
      }
    }
  }

  private func part(_ words: [UInt8], isThought: Bool = false, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("text")
    writer.string(words)
    if isThought {
      writer.key("thought")
      writer.bool(true)
    }
    writer.endObject()
  }

  private func write(
    calls: JSONView, _ called: inout [[UInt8]: [UInt8]], _ writer: inout JSONWriter
  ) throws(ReshapingFailure) {
    for call in calls.elements {
      let function = call[RecordField.function.name] ?? call
      guard let name = function[RecordField.name.name] else { continue }
      let raw = name.withUnsafeBytes { Array($0) }
      if let id = call[RecordField.id.name] { called[id.withUnsafeBytes { Array($0) }] = raw }
      writer.beginObject()
      writer.key("functionCall")
      writer.beginObject()
      writer.key("name")
      raw.withUnsafeBytes { writer.raw($0) }
      writer.key("args")
      try CallForm.writeObject(argumentsOf: function, &writer)
      writer.endObject()
      writer.endObject()
    }
  }

  /// What a function gave back: an object as it is, anything else under "output".
  private func answer(_ words: [UInt8], of function: [UInt8], _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("functionResponse")
    writer.beginObject()
    writer.key("name")
    function.withUnsafeBytes { writer.raw($0) }
    writer.key("response")
    if let document = try? JSONDocument(words), document.root.kind == .object {
      document.root.withUnsafeBytes { writer.raw($0) }
    } else {
      writer.beginObject()
      writer.key("output")
      writer.string(words)
      writer.endObject()
    }
    writer.endObject()
    writer.endObject()
  }

  /// A declaration of a function: what Gemini has no place for, such as `strict`, stays away.
  private func declaration(_ function: JSONView, to writer: inout JSONWriter) {
    writer.beginObject()
    function.forEachMember { key, value in
      let name = (try? key.string()) ?? ""
      guard ["name", "description", "parameters", "response"].contains(name) else { return }
      writer.key(name)
      if name == "parameters" || name == "response" {
        SchemaTypes.capital.write(value, to: &writer)
      } else {
        value.withUnsafeBytes { writer.raw($0) }
      }
    }
    writer.endObject()
  }

  private func declare(_ tools: [UInt8], to writer: inout JSONWriter, _ losses: inout Losses) {
    guard let list = try? JSONDocument(tools).root, list.kind == .array else {
      losses.lose(.tools, "tools")
      return
    }
    writer.key("tools")
    writer.beginArray()
    writer.beginObject()
    writer.key("functionDeclarations")
    writer.beginArray()
    list.forEachElement { tool in declaration(tool[RecordField.function.name] ?? tool, to: &writer) }
    writer.endArray()
    writer.endObject()
    writer.endArray()
  }
}
