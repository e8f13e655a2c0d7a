import PrepRecords
import PrepShapes

/// The members of messages that nobody reads.
package enum UnusedMembers {
  /// The keys of a record's messages that no format knows and that say something.
  ///
  /// - Parameter isRead: Whether whoever takes the messages reads a key that no format knows.
  package static func names(in root: JSONView, except isRead: (String) -> Bool) -> [String] {
    var found: [String] = []
    forEachMessage(of: root) { message in
      message.forEachMember { key, value in
        guard let name = try? key.string(), !known.contains(name), !name.hasSuffix("_id"), !name.hasPrefix("__"),
          !found.contains(name), says(value), !isRead(name)
        else { return }
        found.append(name)
      }
    }
    return found
  }

  /// What messages have under any name, and what tells them apart or when they were written.
  private static let known: Set<String> = {
    let fields: [RecordField] = [
      .speaker, .utterance, .reasoning, .tools, .images, .videos, .audios, .image, .messageID, .parentID, .replies,
    ]
    return RecordField.messageKeys.union(fields.flatMap(\.names)).union([
      "id", "idx", "uuid", "key", "index", "url", "date", "timestamp", "created_at", "type", "status", "observation",
      "parameters", "arguments", "output", "summary", "function_call_output", "annotations",
    ]).union(Message.othersThoughts)
  }()

  private static func says(_ value: JSONView) -> Bool {
    switch value.kind {
    case .null: false
    case .string: !value.isBlank
    case .array, .object: value.count > 0
    default: true
    }
  }

  /// The messages in the lists of a record, also where a list is a JSON text.
  private static func forEachMessage(of root: JSONView, _ body: (JSONView) -> Void) {
    func look(_ value: JSONView) {
      let list = WrittenMessages.list(value) ?? value
      guard SourceRecord.isConversation(list) else { return }
      for message in list.elements where message.kind == .object { body(message) }
    }
    if root.kind == .array { return look(root) }
    root.forEachMember { _, value in look(value) }
  }
}
