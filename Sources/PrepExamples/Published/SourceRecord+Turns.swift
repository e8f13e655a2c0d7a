import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Turns that stand beside what is asked, and turns without a role of their own.
extension SourceRecord {
  /// What is asked, with the system text and the earlier turns that the record has beside it.
  func asked(_ prompt: ExampleText) throws(Diagnostic) -> ExampleText {
    var before: [Message] = []
    if !prompt.beginsWithInstructions, let system = try systemText() {
      before.append(Message(role: RoleKind.system.name, content: .text(system)))
    }
    before += try earlierTurns()
    return before.isEmpty ? prompt : .messages(before + messages(prompt, .user))
  }

  /// What stands between parts of a system text that become one text.
  static let betweenParts: [UInt8] = [0x0A, 0x0A]

  /// A system text beside what is asked: a string, or a list of parts with texts; nil where there is none.
  func systemText() throws(Diagnostic) -> [UInt8]? {
    guard let view = member(.system) else { return nil }
    var words: [UInt8] = []
    if view.kind == .array {
      var parts: [[UInt8]] = []
      for part in try elements(view) {
        parts.append(try text(part.kind == .object ? part["text"] ?? part : part, "a part with a text"))
      }
      words = Array(parts.joined(separator: Self.betweenParts))
    } else {
      words = try text(view)
    }
    return words.isEmpty ? nil : words
  }

  /// The turns before what is asked: pairs of a question and its answer, or messages.
  private func earlierTurns() throws(Diagnostic) -> [Message] {
    guard let history = member(.history) else { return [] }
    if history.kind == .string, history.isBlank { return [] }
    let turns = try elements(history)
    if turns.first?.kind == .object { return try messages(history) }
    var result: [Message] = []
    for turn in turns {
      let pair = try elements(turn)
      guard pair.count == 2 else { throw wrong(turn, "a question and its answer") }
      for (view, role) in zip(pair, [RoleKind.user, .assistant]) {
        result.append(Message(role: role.name, content: .text(try text(view))))
      }
    }
    return result
  }

  /// A text as a message of a role; messages as they are.
  func messages(_ text: ExampleText, _ role: RoleKind) -> [Message] {
    switch text {
    case .text(let words): [Message(role: role.name, content: .text(words))]
    case .messages(let messages): messages
    }
  }

  /// The turns of an object whose keys are the names of their speakers, `{human: …, assistant: …}`, or of what is asked
  /// and answered, `{input: …, output: …}`; nil for any other.
  func spoken(_ view: JSONView) throws(Diagnostic) -> [Message]? {
    guard view.kind == .object, view.count > 0, view[RecordField.role.name] == nil, view[RecordField.from.name] == nil
    else { return nil }
    var turns: [(role: RoleKind, value: JSONView)] = []
    var isSpoken = true
    view.forEachMember { key, value in
      guard let name = try? key.string(), let role = roles.role(name)?.kind ?? RoleKind.speaker(name),
        value.kind == .string || value.isNull
      else {
        isSpoken = false
        return
      }
      // A turn without instructions has an empty text of them, or none.
      if !value.isNull, !role.isInstruction || !value.isBlank { turns.append((role, value)) }
    }
    guard isSpoken else { return nil }
    try refuseDuplicates(view)
    var messages: [Message] = []
    for (role, value) in turns { messages.append(Message(role: role.name, content: .text(try text(value)))) }
    return messages
  }
}

extension SourceRecord {
  /// An answer with what was thought before it, where the record has a text of that beside it; nil where it has none, or
  /// no single answer that could have it.
  func withThoughts(_ answer: ExampleText) throws(Diagnostic) -> [Message]? {
    guard says(.reasoning), let view = shown(.reasoning), view.kind == .string else { return nil }
    var messages = messages(answer, .assistant)
    guard messages.count == 1, RoleKind(messages[0].role) == .assistant, messages[0].thoughts == nil else { return nil }
    use(.reasoning)
    messages[0].other.append(.init(key: RecordField.reasoning.name, json: JSONWriter.text(try text(view))))
    return messages
  }

  /// The messages that an object of a service's log holds: what was asked, `{messages: […]}`, or what was answered,
  /// `{choices: [{message: …}]}` or `{message: …}`; nil for any other.
  func logged(_ view: JSONView) throws(Diagnostic) -> [Message]? {
    guard view.kind == .object, view[RecordField.role.name] == nil else { return nil }
    // A request or a response of HTTP has it in its body.
    if let body = view["body"], body.kind == .object { return try logged(body) }
    if let list = view[RecordField.messages.name], list.kind == .array {
      if let tools = view[RecordField.tools.name], RecordField.tools.says(tools) { losses.lose(.tools, "tools") }
      return try messages(list)
    }
    if let choices = view[RecordField.choices.name] { return try chosen(of: choices) }
    guard let message = view["message"], message.kind == .object else { return nil }
    return try messages(textOrMessages(message), .assistant)
  }

  /// The answer among those that a service gave: the first, where there is one.
  func chosen(of choices: JSONView) throws(Diagnostic) -> [Message] {
    let list = try elements(choices)
    guard let first = list.first else { throw wrong(choices, "a list of answers") }
    if list.count > 1 { losses.lose(.choices, "choices behind the first") }
    guard let answer = first["message"] ?? first["text"] else { throw missing("message", in: first) }
    return try messages(textOrMessages(answer), .assistant)
  }
}

extension ExampleText {
  /// Whether the first message is the system's or the developer's.
  var beginsWithInstructions: Bool {
    guard case .messages(let messages) = self else { return false }
    return messages.first.map { RoleKind($0.role).isInstruction } ?? false
  }
}
