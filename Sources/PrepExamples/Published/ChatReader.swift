import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Reads conversations, whoever wrote them down.
struct ChatReader {
  private let source: SourceRecord

  init(_ source: SourceRecord) { self.source = source }

  func chat(_ shape: RecordShape) throws(Diagnostic) -> Chat {
    switch shape {
    case .shareGPT:
      guard let list = source.member(.conversations) else { throw source.missing(.conversations) }
      try refuseMaskedAnswers()
      return try chat(of: list)
    case .gemini:
      guard let list = source.member(.contents) else { throw source.missing(.contents) }
      var chat = Chat(messages: try source.messages(list), tools: try geminiTools())
      if let system = source.member(.systemInstruction) {
        var message = Message(role: "system", content: .none)
        if system.kind == .string {
          message.content = .text(try source.text(system))
        } else if let parts = system["parts"] {
          var texts: [[UInt8]] = []
          for part in try source.elements(parts) {
            if let words = part["text"] { texts.append(try source.text(words)) }
          }
          message.content = .text(Array(texts.joined(separator: SourceRecord.betweenParts)))
        }
        chat.messages.insert(message, at: 0)
      }
      return chat
    case .mistral:
      if let list = source.member(.interactions) { return try chat(of: list) }
      return try chat(of: try source.required(.messages))
    default:
      var chat = try chat(of: try source.required(.messages))
      if source.says(.choices), let choices = source.member(.choices) { try answer(with: choices, &chat) }
      return chat
    }
  }

  /// Ends a conversation with what a service answered, unless it ends so already.
  private func answer(with choices: JSONView, _ chat: inout Chat) throws(Diagnostic) {
    let answer = try source.chosen(of: choices)
    if chat.messages.suffix(answer.count) == answer[...] { return }
    if let last = chat.messages.last, RoleKind(last.role) == .assistant {
      return source.losses.lose(.choices, "choices beside an answer")
    }
    chat.messages += answer
  }

  /// Refuses a record of NeMo's whose mask names the assistant: its turns are not to be learnt there, and those of the
  /// user are, which no example of ours says.
  private func refuseMaskedAnswers() throws(Diagnostic) {
    guard let mask = source.root["mask"], mask.kind == .string, !source.losses.isLetGo("mask"),
      let name = try? mask.string(), let role = source.roles.role(name), role.kind == .assistant
    else { return }
    throw Diagnostic(
      "lost-field",
      "\"mask\" says that what \(name) says is not learnt, and examples here learn what the assistant says; "
        + "--omit mask lets it go",
      at: source.record.location(of: mask, pointer: "/mask"))
  }

  /// A conversation with the system text and the tools that the record has beside it.
  func chat(of list: JSONView) throws(Diagnostic) -> Chat {
    var chat = Chat(messages: try source.messages(list), tools: try source.tools())
    if case .messages(let messages) = try source.asked(.messages(chat.messages)) { chat.messages = messages }
    if !chat.takeToolsOfInstructions() { source.losses.lose(.tools, "tools in messages beside those of the record") }
    return chat
  }

  /// An answer that was liked or not, to a text or in a conversation.
  func unpaired() throws(Diagnostic) -> Example {
    guard let view = source.member(.verdict) else {
      throw source.missing(.verdict)
    }
    guard let label = Verdict(view)?.isLiked else { throw source.wrong(view, "true or false, or 1 or 0") }
    if let list = source.find(.messages)?.view ?? source.member(.conversations) {
      let chat = try chat(of: list)
      guard let last = chat.messages.last, last.role == "assistant" else {
        throw source.impossible("the conversation does not end with an answer", at: list)
      }
      if chat.tools != nil { source.losses.lose(.tools, "tools") }
      return .unpairedPreference(
        prompt: .messages(chat.messages.dropLast()), completion: .messages([last]), label: label)
    }
    let (prompt, completion) = try source.promptAndCompletion()
    return .unpairedPreference(prompt: prompt, completion: completion, label: label)
  }

  /// A declaration with types named as in JSON Schema.
  private func declaration(_ function: JSONView, to writer: inout JSONWriter) {
    writer.beginObject()
    function.forEachMember { key, value in
      let name = (try? key.string()) ?? ""
      let isSchema = name == "parameters" || name == "parametersJsonSchema" || name == "response"
      writer.key(name == "parametersJsonSchema" ? "parameters" : name)
      if isSchema { SchemaTypes.lower.write(value, to: &writer) } else { value.withUnsafeBytes { writer.raw($0) } }
    }
    writer.endObject()
  }

  /// Gemini's declarations of functions as OpenAI's tools.
  private func geminiTools() throws(Diagnostic) -> [UInt8]? {
    guard let view = source.member(.tools) else { return nil }
    var functions = JSONWriter()
    functions.beginArray()
    var count = 0
    for tool in view.kind == .array ? Array(view.elements) : [view] {
      (tool["functionDeclarations"] ?? tool["function_declarations"])?.forEachElement { function in
        functions.beginObject()
        functions.key("type")
        functions.string("function")
        functions.key("function")
        declaration(function, to: &functions)
        functions.endObject()
        count += 1
      }
    }
    if count == 0 { return try source.tools(view) }
    functions.endArray()
    return functions.take()
  }
}
