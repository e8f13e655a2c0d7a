import PrepRecords

/// The messages of a chat and what they call role and content.
struct Turns {
  var list: JSONView
  var roleKey: String
  var contentKey: String
  var messages: [JSONView] = []

  init?(_ root: JSONView) {
    if let list = root["messages"], list.kind == .array {
      self.list = list
      roleKey = "role"
      contentKey = "content"
    } else if let list = root["conversations"], list.kind == .array {
      self.list = list
      roleKey = "from"
      contentKey = "value"
    } else {
      return nil
    }
    list.forEachElement { messages.append($0) }
    if roleKey == "from", messages.allSatisfy({ $0["role"] != nil }) {
      roleKey = "role"
      contentKey = "content"
    }
  }

  func role(_ message: JSONView) -> String? { message[roleKey].flatMap { $0.kind == .string ? try? $0.string() : nil } }

  func isAssistant(_ message: JSONView) -> Bool { ["assistant", "gpt", "model"].contains(role(message) ?? "") }
}

/// Gives roles the names that OpenAI's chat format has. ShareGPT's own shape, `conversations`, keeps its names.
enum RoleAliasRule: RecordRule {
  static let repair = Repair.roleAliases

  static let aliases: [String: String] = [
    "human": "user", "prompter": "user", "User": "user", "USER": "user", "Human": "user", "gpt": "assistant",
    "chatgpt": "assistant", "bot": "assistant", "model": "assistant", "Chatbot": "assistant", "Assistant": "assistant",
    "ASSISTANT": "assistant", "bing": "assistant", "ai": "assistant", "AI": "assistant", "System": "system", "SYSTEM": "system",
    "observation": "tool",
  ]

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer) -> RecordChange {
    guard root["messages"] != nil, let turns = Turns(root) else { return .none }
    var edits = RecordEdits()
    for message in turns.messages {
      if let role = message["role"], let name = turns.role(message), let known = aliases[name] {
        edits.replace(role, with: quoted(Array(known.utf8)))
      }
    }
    return .edits(edits)
  }
}

/// Drops the messages after the last one of the assistant.
enum TrailingTurnRule: RecordRule {
  static let repair = Repair.trailingTurns

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer) -> RecordChange {
    guard let turns = Turns(root), let last = turns.messages.lastIndex(where: turns.isAssistant),
      last + 1 < turns.messages.count
    else { return .none }
    var edits = RecordEdits()
    let start = turns.messages[last].offset + turns.messages[last].byteCount
    edits.replace(start..<turns.list.offset + turns.list.byteCount - 1, with: [])
    return .edits(edits)
  }
}

/// Joins neighbouring messages of one role whose contents are texts, with an empty line between them.
enum MergedTurnRule: RecordRule {
  static let repair = Repair.mergedTurns

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer) -> RecordChange {
    guard let turns = Turns(root) else { return .none }
    var edits = RecordEdits()
    var index = 0
    while index < turns.messages.count {
      var end = index + 1
      while end < turns.messages.count, canJoin(turns.messages[index], turns.messages[end], turns) { end += 1 }
      if end > index + 1 {
        let texts = turns.messages[index..<end].compactMap { $0[turns.contentKey]?.stringBytes }
        if let content = turns.messages[index][turns.contentKey] {
          edits.replace(content, with: quoted(Array(texts.joined(separator: Array("\n\n".utf8)))))
          let first = turns.messages[index]
          let last = turns.messages[end - 1]
          edits.replace(first.offset + first.byteCount..<last.offset + last.byteCount, with: [])
        }
      }
      index = end
    }
    return .edits(edits)
  }

  /// Two plain messages of one role: nothing but role and text, so that nothing is lost.
  private static func canJoin(_ first: JSONView, _ second: JSONView, _ turns: Turns) -> Bool {
    guard let role = turns.role(first), role != "tool", role == turns.role(second) else { return false }
    return [first, second].allSatisfy { $0.count == 2 && $0[turns.contentKey]?.stringBytes != nil }
  }
}
