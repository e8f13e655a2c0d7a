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

  /// A system text beside what is asked: a string, or a list of parts with texts; nil where there is none.
  func systemText() throws(Diagnostic) -> [UInt8]? {
    guard let view = member(.system) else { return nil }
    var words: [UInt8] = []
    if view.kind == .array {
      for part in try elements(view) { if let text = part["text"] { words += try self.text(text) } }
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

  /// The turns of an object whose keys are the names of their speakers, `{human: …, assistant: …}`; nil for any
  /// other.
  func spoken(_ view: JSONView) throws(Diagnostic) -> [Message]? {
    guard view.kind == .object, view.count > 0, view[RecordField.role.name] == nil, view[RecordField.from.name] == nil
    else { return nil }
    var turns: [(role: RoleKind, value: JSONView)] = []
    var isSpoken = true
    view.forEachMember { key, value in
      guard let name = try? key.string(), let role = roles.role(name), value.kind == .string else {
        isSpoken = false
        return
      }
      turns.append((role.kind, value))
    }
    guard isSpoken else { return nil }
    try refuseDuplicates(view)
    var messages: [Message] = []
    for (role, value) in turns { messages.append(Message(role: role.name, content: .text(try text(value)))) }
    return messages
  }
}

extension ExampleText {
  /// Whether the first message is the system's or the developer's.
  var beginsWithInstructions: Bool {
    guard case .messages(let messages) = self else { return false }
    return messages.first.map { RoleKind($0.role).isInstruction } ?? false
  }
}
