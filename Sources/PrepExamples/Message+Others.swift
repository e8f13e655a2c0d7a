import PrepRecords
import PrepShapes

/// What a message has of the forms that others write.
extension Message {
  /// Whether the one who speaks is called by another name than ours: a template that asks for ours would take it for
  /// nobody. What tools give back keeps its name, which templates know several of.
  var hasOthersRole: Bool {
    if role == "user" || role == "assistant" || role == "system" || role == "tool" { return false }
    guard let name = RoleKind.named(role), name.isAlias else { return false }
    return name.isCall || name.kind == .user || name.kind == .assistant || name.kind == .system
  }

  /// Whether it is a call and what it gave back in one, as some tools' messages are.
  var hasObservation: Bool { self["observation"] != nil }

  /// Whether it calls a function as messages did before there were several calls, which few templates ask for.
  var hasOldCall: Bool { self["function_call"]?.first == UInt8(ascii: "{") }
}

extension Message {
  /// What the assistant thinks, as a text, and the key it has in the message; nil where it thinks nothing, or writes it
  /// otherwise.
  package var thoughts: (key: String, words: [UInt8])? {
    for member in other where RecordField.reasoning.names.contains(member.key) {
      guard let root = try? JSONDocument(member.json).root, root.kind == .string, let words = try? root.unescaped()
      else { continue }
      return (member.key, words)
    }
    return nil
  }
}
