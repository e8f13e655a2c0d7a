import PrepRecords
import PrepShapes

/// The messages of a record, in whatever lists they stand.
enum Messages {
  /// The shapes with lists of messages; in trees of replies messages have members of another kind.
  private static let shapes: Set<RecordShape> = [
    .chat, .shareGPT, .mistral, .gemini, .preference, .openAIPreference, .shareGPTPreference, .unpairedPreference,
    .promptCompletion, .promptOnly,
  ]

  /// What holds messages.
  private static let fields: [RecordField] = [
    .messages, .conversations, .conversation, .interactions, .contents, .prompt, .completion, .chosen, .rejected,
    .preferredOutput, .nonPreferredOutput, .input, .history, .turns,
  ]

  /// Whether a key is a name of what holds messages.
  private static func holdsMessages(_ key: String, _ names: FieldNames) -> Bool {
    let key = key.lowercased()
    return fields.contains { names.mapping.names(of: $0).contains { $0.lowercased() == key } }
  }

  /// Calls a closure with each message: an object that says who speaks.
  static func forEach(in root: JSONView, _ names: FieldNames, _ body: (JSONView) -> Void) {
    guard let shape = RecordShape(detecting: root, names: names), shapes.contains(shape) else { return }
    forEachObject(in: root, names) { if $0.isMessage { body($0) } }
  }

  /// Calls a closure with each object that stands where messages do, whatever it has.
  static func forEachObject(in root: JSONView, _ names: FieldNames, _ body: (JSONView) -> Void) {
    func visit(_ list: JSONView) { list.forEachElement { if $0.kind == .object { body($0) } } }
    root.forEachMember { key, value in
      guard value.kind == .array || value.kind == .object, holdsMessages((try? key.string()) ?? "", names)
      else { return }
      switch value.kind {
      case .array: visit(value)
      case .object where value.isMessage: body(value)
      case .object: if let list = value[RecordField.messages.name], list.kind == .array { visit(list) }
      default: return
      }
    }
  }

  /// Calls a closure with the text of each message in which something has to stand: all but tools', calls and the system's.
  static func forEachText(in root: JSONView, _ names: FieldNames, _ body: (JSONView) -> Void) {
    forEach(in: root, names) { message in
      guard !message.hasCalls, !message.speaker.isResult, !message.speaker.isInstruction else { return }
      let content = [RecordField.content, .value, .parts].lazy.compactMap { message[$0.name] }.first
      if let content = content ?? message[RecordField.text.name] { body(content) }
    }
  }
}

extension JSONView {
  /// Whether the value is an object that says who speaks.
  var isMessage: Bool {
    kind == .object && (self[RecordField.role.name] ?? self[RecordField.from.name])?.kind == .string
  }

  /// Who speaks in a message.
  var speaker: RoleKind {
    let name = (self[RecordField.role.name] ?? self[RecordField.from.name]).flatMap { try? $0.string() }
    return name.map { RoleKind($0) } ?? .other
  }

  /// Whether a message calls tools.
  var hasCalls: Bool {
    if let calls = self[RecordField.toolCalls.name], calls.kind == .array, calls.count > 0 { return true }
    return self[RecordField.functionCall.name].map { !$0.isNull } ?? false
  }
}
