import PrepExamples
import PrepRecords
import PrepShapes

/// Writes examples in the form of a target.
struct TargetWriter {
  let form: TargetForm
  /// How calls are written.
  let calls: CallForm

  /// Writes the members of an example into an object that is open, and notes what the form has no place for.
  func writeMembers(of example: Example, to writer: inout JSONWriter, _ losses: inout Losses)
    throws(ReshapingFailure)
  {
    try checkLastTurn(of: example)
    let example = calls.adjusted(closed(example, &losses))
    switch (form.dialect, example) {
    case (.openAIPreference, .preference(let preference)): try openAIPreference(preference, &writer)
    case (.openAIPrompt, .promptOnly(let prompt, let tools)):
      let messages: [Message] = if case .messages(let list) = prompt { list } else { [Self.user(prompt)] }
      list("messages", messages, &writer)
      raw("tools", tools, &writer)
    case (.toolChat, .chat(let chat)):
      if let message = chat.messages.first(where: { !["system", "user", "assistant", "tool"].contains($0.role) }) {
        throw ReshapingFailure(message: "\(form.name) has no role \"\(message.role)\"")
      }
      ExampleWriter.writeMembers(of: example, to: &writer)
    case (.bedrock, .chat(let chat)):
      var rest = chat
      if let system = rest.messages.first, system.role == "system", case .text(let words) = system.content {
        writer.key("system")
        writer.string(words)
        rest.messages.removeFirst()
      }
      try plain(rest, &writer, &losses)
    case (.geminiPreference, .preference(let pair)):
      try GeminiWriter(name: form.name).write(pair, to: &writer, &losses)
    case (.bedrockNova, .chat(let chat)): try NovaWriter(name: form.name).write(chat, to: &writer, &losses)
    case (.gemini, .chat(let chat)): try GeminiWriter(name: form.name).write(chat, to: &writer, &losses)
    case (.shareGPT, .chat(let chat)): try shareGPT(chat, &writer, &losses)
    case (.alpaca, .promptCompletion(.text(let prompt), .text(let completion))):
      for (key, text) in [("instruction", prompt), ("input", []), ("output", completion)] {
        writer.key(key)
        writer.string(text)
      }
    default: ExampleWriter.writeMembers(of: example, to: &writer)
    }
  }

  /// Refuses a conversation that ends with somebody whom the form does not want there.
  private func checkLastTurn(of example: Example) throws(ReshapingFailure) {
    guard let wanted = form.lastRole else { return }
    let last: Message? =
      switch example {
      case .chat(let chat): chat.messages.last
      case .promptOnly(.messages(let messages), _): messages.last
      default: nil
      }
    guard let last, RoleKind(last.role) != wanted else { return }
    throw ReshapingFailure(
      message: "the last message is of the role \"\(last.role)\", and \(form.name) wants one of \(wanted.name) there")
  }

  /// The example with messages of the keys that the form knows.
  private func closed(_ example: Example, _ losses: inout Losses) -> Example {
    guard let keys = form.messageKeys else { return example }
    // What the system says is the developer's where there is no system.
    let (system, developer) = (RoleKind.system.name, RoleKind.developer.name)
    let renames = form.roles.map { !$0.contains(system) && $0.contains(developer) } ?? false
    return example.mapMessages { message in
      for other in message.other where !keys.contains(other.key) { losses.lose(member: other.key) }
      return Message(
        role: renames && message.role == system ? developer : message.role, content: message.content,
        weight: message.weight,
        // An empty list of calls says nothing, and services refuse it.
        other: message.other.filter {
          keys.contains($0.key) && !($0.key == RecordField.toolCalls.name && $0.json == Array("[]".utf8))
        })
    }
  }

  // MARK: Forms

  private func openAIPreference(_ preference: Preference, _ writer: inout JSONWriter) throws(ReshapingFailure) {
    guard let prompt = preference.prompt else { throw ReshapingFailure(message: "the pair has no separate prompt") }
    writer.key("input")
    writer.beginObject()
    let messages: [Message] = if case .messages(let list) = prompt { list } else { [Self.user(prompt)] }
    list("messages", messages, &writer)
    raw("tools", preference.tools, &writer)
    writer.endObject()
    for (key, answer) in [("preferred_output", preference.chosen), ("non_preferred_output", preference.rejected)] {
      switch answer {
      case .messages(let messages):
        guard takes(messages) else {
          throw ReshapingFailure(
            message: form.outputRoles.map {
              "\(form.name) takes messages of \($0.sorted().joined(separator: " and ")) as an answer, one of the assistant"
            } ?? "\(form.name) takes one message of the assistant as an answer")
        }
        list(key, messages, &writer)
      case .text(let text): list(key, [Message(role: "assistant", content: .text(text))], &writer)
      }
    }
  }

  /// Whether the form takes messages as an answer that is compared.
  private func takes(_ messages: [Message]) -> Bool {
    guard let roles = form.outputRoles else { return messages.count == 1 && messages[0].role == "assistant" }
    return messages.allSatisfy { roles.contains($0.role) } && messages.contains { $0.role == "assistant" }
  }

  /// Roles and texts alone.
  private func plain(_ chat: Chat, _ writer: inout JSONWriter, _ losses: inout Losses) throws(ReshapingFailure) {
    if chat.tools != nil { losses.lose(.tools, "tools") }
    var messages: [Message] = []
    for message in chat.messages {
      guard ["system", "user", "assistant"].contains(message.role) else {
        throw ReshapingFailure(message: "\(form.name) has no role \"\(message.role)\"")
      }
      if form.dialect == .bedrock, message.role == "system" {
        throw ReshapingFailure(message: "\(form.name) has one system text, at the beginning")
      }
      guard case .text = message.content else {
        throw ReshapingFailure(message: "\(form.name) takes messages of text alone")
      }
      for other in message.other { losses.lose(member: other.key) }
      messages.append(Message(role: message.role, content: message.content, weight: message.weight))
      if form.dialect == .bedrock, message.weight != nil {
        losses.lose(.weight, "weight of messages")
        messages[messages.count - 1].weight = nil
      }
    }
    list("messages", messages, &writer)
  }

  private func shareGPT(_ chat: Chat, _ writer: inout JSONWriter, _ losses: inout Losses) throws(ReshapingFailure) {
    writer.key("conversations")
    writer.beginArray()
    for message in chat.messages {
      var from = RoleKind(message.role).shareGPTName ?? message.role
      var value: [UInt8]
      if let calls = message["tool_calls"], let document = try? JSONDocument(calls), document.root.count == 1 {
        from = RoleKind.shareGPTCall
        value = []
        document.root.forEachElement { call in value = Self.call(call) }
        if case .text(let words) = message.content, !words.isEmpty { losses.lose(.content, "text beside tool calls") }
      } else if case .text(let words) = message.content, message["tool_calls"] == nil {
        value = words
      } else {
        throw ReshapingFailure(message: "\(form.name) has no place for this message of \(message.role)")
      }
      for other in message.other where other.key != "tool_calls" { losses.lose(member: other.key) }
      if message.weight != nil { losses.lose(.weight, "weight of messages") }
      writer.beginObject()
      writer.key("from")
      writer.string(from)
      writer.key("value")
      writer.string(value)
      writer.endObject()
    }
    writer.endArray()
    if let tools = chat.tools {
      writer.key("tools")
      writer.string(tools)
    }
  }

  /// `{name, arguments}` of a call, the arguments as an object where they are one.
  private static func call(_ call: JSONView) -> [UInt8] {
    var writer = JSONWriter()
    if let function = call["function"] { CallForm(arguments: .object).rewrite(function, &writer) }
    return writer.take()
  }

  private func list(_ key: String, _ messages: [Message], _ writer: inout JSONWriter) {
    writer.key(key)
    writer.beginArray()
    for message in messages { ExampleWriter.write(message, to: &writer) }
    writer.endArray()
  }

  private func raw(_ key: String, _ json: [UInt8]?, _ writer: inout JSONWriter) {
    guard let json else { return }
    writer.key(key)
    json.withUnsafeBytes { writer.raw($0) }
  }

  private static func user(_ prompt: ExampleText) -> Message {
    guard case .text(let words) = prompt else { return Message(role: "user", content: .none) }
    return Message(role: "user", content: .text(words))
  }
}
