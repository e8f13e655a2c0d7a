import PrepRecords
import PrepShapes

/// A line of an input that has one message a line, and where the message belongs.
struct MessageLine {
  /// Names for the number of a message in its conversation, in the order in which they are looked for.
  static let numberNames = [
    "message_index", "messageIndex", "turn_index", "turnIndex", "turn_number", "turn_id", "turn", "message_number",
    "message_order", "sequence_number", "sequence", "seq", "position", "order", "step",
  ]
  static let ownNames = ["id", "uuid"]
  static let parentNames = ["parentId", "parentUuid", "parent_id"]
  /// What a line says of the message's place and time, and the message has no use for.
  private static let placeNames = Set(ownNames + parentNames + ["timestamp", "created_at"])

  /// The message as JSON text; nil where the line has none.
  let message: [UInt8]?
  /// The name and the JSON text of the id of its conversation.
  let conversation: (name: String, id: [UInt8])?
  /// The id of the line itself, as JSON text.
  let own: [UInt8]?
  /// The id of the line that it follows, as JSON text: `null` where it is the first; nil where lines say nothing of it.
  let parent: [UInt8]?
  /// The number of the message in its conversation; nil where it has none.
  let number: Double?
  /// Whether it is the head of a conversation.
  let isHead: Bool

  /// - Parameter names: Names for the conversation of a message, in the order in which they are looked for.
  init(_ root: JSONView, _ names: [String]) {
    func text(_ view: JSONView) -> [UInt8] { view.withUnsafeBytes { Array($0) } }
    func first(_ names: [String]) -> (name: String, value: JSONView)? {
      for name in names { if let value = root[name] { return (name, value) } }
      return nil
    }
    let inner = root["message"].flatMap { Self.isMessage($0) ? $0 : nil }
    message = inner.map(text) ?? Self.keys(of: root).map { Self.messageAlone(root, $0, without: names) }
    conversation = first(names).flatMap { $0.value.isNull ? nil : ($0.name, text($0.value)) }
    own = first(Self.ownNames.filter { !names.contains($0) }).map { text($0.value) }
    parent = first(Self.parentNames).map { text($0.value) }
    number = Self.numberNames.lazy.compactMap { root[$0] }.first.flatMap { Self.number($0) }
    let type = try? root["type"]?.string()
    isHead = message == nil && type.map { ["session", "session_metadata", "session_meta"].contains($0) } ?? false
  }

  /// A number, also where a table has it as a text.
  private static func number(_ view: JSONView) -> Double? {
    let found = view.kind == .string ? (try? view.string()).flatMap { Double($0) } : view.double
    return found.flatMap { $0.isFinite ? $0 : nil }
  }

  /// Whether a value is a message: it says who speaks, by a name that roles have, and what.
  static func isMessage(_ view: JSONView) -> Bool {
    guard view.kind == .object, let role = view["role"] ?? view["from"], role.kind == .string,
      let name = try? role.string(), let known = RoleKind.named(name), known.kind != .other
    else { return false }
    return ["content", "value", "parts", "tool_calls"].contains { view[$0] != nil }
  }

  /// The keys under which a line says who speaks and what: by the names of messages, or by those that tables of them
  /// have. nil for a line that is no message.
  static func keys(of view: JSONView) -> (speaker: String, said: String)? {
    guard view.kind == .object else { return nil }
    let calls = RecordField.toolCalls.name
    for speaker in RecordField.speaker.names {
      guard let name = view[speaker], isRole(name) else { continue }
      let said = RecordField.utterance.names.first { key in
        guard let value = view[key] else { return false }
        return key != speaker && (value.kind == .string || value.isNull || value.kind == .array)
      }
      if let said { return (speaker, said) }
      if view[calls] != nil { return (speaker, calls) }
    }
    // LangChain's messages have a type, and some their text inside.
    let (type, content) = (RecordField.type.name, RecordField.content.name)
    guard let name = view[type], isRole(name) else { return nil }
    if view[content]?.kind == .string { return (type, content) }
    let data = RecordField.data.name
    return view[data]?[content]?.kind == .string ? (type, data) : nil
  }

  private static func isRole(_ view: JSONView) -> Bool {
    guard view.kind == .string, let name = try? view.string() else { return false }
    return RoleKind(name) != .other
  }

  /// Whether a line is one of those that stand in such an input: a message, or something with a type that is no
  /// example.
  static func mayStand(_ root: JSONView, _ names: FieldNames) -> Bool {
    guard root.kind == .object else { return false }
    if let inner = root["message"], isMessage(inner) { return true }
    let shape = names.detect(root)?.shape
    if keys(of: root) != nil { return shape == nil || shape == .text || shape == .message }
    return shape == nil && (root["type"] ?? root["_type"])?.kind == .string
  }

  /// Whether a line has a message.
  static func hasMessage(_ root: JSONView) -> Bool { keys(of: root) != nil || root["message"].map(isMessage) ?? false }

  /// The object without what it says of its place, its keys those of messages.
  private static func messageAlone(
    _ root: JSONView, _ keys: (speaker: String, said: String), without names: [String]
  ) -> [UInt8] {
    let (role, content) = (RecordField.role.name, RecordField.content.name)
    let stay: Set<String> = [
      role, RecordField.from.name, content, RecordField.value.name, RecordField.parts.name, RecordField.toolCalls.name,
    ]
    let data = RecordField.data.name
    var writer = JSONWriter()
    writer.beginObject()
    root.forEachMember { key, value in
      let name = (try? key.string()) ?? ""
      if placeNames.contains(name) || names.contains(name) { return }
      if name == keys.speaker || name == keys.said, !stay.contains(name) {
        writer.key(name == keys.speaker ? role : content)
        writer.raw(name == data ? value[content] ?? value : value)
      } else {
        writer.key(name)
        writer.raw(value)
      }
    }
    writer.endObject()
    return writer.take()
  }
}
