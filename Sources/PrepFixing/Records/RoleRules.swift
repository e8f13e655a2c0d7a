import PrepRecords
import PrepShapes

/// Gives roles the names that OpenAI's chat format has, in every list of messages. ShareGPT's own shape,
/// `conversations`, and Gemini's keep theirs.
///
/// A message whose role is a call, and whose text is one, becomes the assistant's with `tool_calls`; the tool's answer
/// behind it refers to it by `call_` and the number of the call in the record.
enum RoleAliasRule: RecordRule {
  static let repair = Repair.roleAliases

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    switch RecordShape(detecting: root, names: names) {
    case .shareGPT?, .gemini?: return .none
    default: break
    }
    var edits = RecordEdits()
    var calls = 0
    Messages.forEach(in: root, names) { message in
      guard let role = message[RecordField.role.name], let word = try? role.string(), let name = RoleKind.named(word),
        name.isAlias, name.kind != .other
      else { return }
      if name.isCall {
        guard let call = call(of: message) else { return }
        calls += 1
        edits.replace(role, with: quoted(Array(name.kind.name.utf8)))
        edits.replace(call.key.offset..<call.content.offset + call.content.byteCount, with: member(call.text, calls))
      } else if name.kind == .tool, calls > 0, message[RecordField.toolCallID.name] == nil {
        edits.replace(role, with: Array("\"tool\", \"tool_call_id\": \"call_\(calls)\"".utf8))
      } else {
        edits.replace(role, with: quoted(Array(name.kind.name.utf8)))
      }
    }
    return .edits(edits)
  }

  /// The text of a call, an object with a name and arguments, and where it stands.
  private static func call(of message: JSONView) -> (key: JSONView, content: JSONView, text: [UInt8])? {
    var found: (JSONView, JSONView, [UInt8])?
    message.forEachMember { key, value in
      guard key.isString(RecordField.content.name), message[RecordField.toolCalls.name] == nil else { return }
      guard let text = value.kind == .object ? value.text : value.stringBytes else { return }
      guard let call = (try? JSONDocument(text))?.root, call[RecordField.name.name]?.kind == .string,
        call[RecordField.arguments.name] != nil
      else { return }
      // On one line, whatever the text of the call was.
      found = (key, value, text.map { $0 < 0x20 ? 0x20 : $0 })
    }
    return found
  }

  private static func member(_ call: [UInt8], _ number: Int) -> [UInt8] {
    Array("\"tool_calls\": [{\"id\": \"call_\(number)\", \"type\": \"function\", \"function\": ".utf8) + call
      + Array("}]".utf8)
  }
}
