package import PrepBytes
package import PrepRecords
import PrepShapes

/// A conversation of messages that are a common role and a text and nothing else, in memory that is used again for the
/// next one.
package struct PlainConversation: ~Copyable {
  /// The roles of the messages, by their numbers in the table of roles.
  package private(set) var roles = PlainList<UInt8>()
  private var text = PlainList<UInt8>()
  private var ends = PlainList<Int>()

  package init() {}

  /// What a message says, until the conversation is changed.
  package func content(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: text.all[(index == 0 ? 0 : ends.all[index - 1])..<ends.all[index]])
  }

  package mutating func removeAll() {
    roles.removeAll()
    text.removeAll()
    ends.removeAll()
  }

  /// Takes the place of other messages; returns false when these are more than a common role and a text.
  package mutating func take(_ messages: [Message]) -> Bool {
    removeAll()
    for message in messages {
      guard message.other.isEmpty, case .text(let content) = message.content,
        let role = RoleKind.named(message.role)?.number
      else {
        return false
      }
      roles.append(role)
      text.append(contentsOf: content)
      ends.append(text.count)
    }
    return true
  }

  /// Takes the messages of an array; returns false when they are more than a common role and a text.
  mutating func take(_ view: JSONView) -> Bool {
    removeAll()
    return view.forEachPair(Message.plainKeys) { role, content in
      guard let number = Message.number(ofRole: role), content.append(to: &text) else { return false }
      roles.append(number)
      ends.append(text.count)
      return true
    }
  }
}

extension Message {
  /// The keys of a message that is a role and a text and nothing else.
  static let plainKeys = JSONKeyPair("role", "content")
}

extension Message {
  private static let user = RoleKind.number(of: .user)
  private static let assistant = RoleKind.number(of: .assistant)
  private static let system = RoleKind.number(of: .system)

  /// The number of a role as it is written; nil when it is written otherwise, or is none of the most common ones.
  static func number(ofRole role: JSONText) -> UInt8? {
    if role.isWritten("user") { return user }
    if role.isWritten("assistant") { return assistant }
    if role.isWritten("system") { return system }
    return nil
  }
}

extension ExampleReader {
  /// Reads a conversation of plain messages without tools. Returns false where a record is anything else, which
  /// ``read(_:)`` may have something to say about.
  package func read(_ record: Record, into conversation: inout PlainConversation) -> Bool {
    let root = record.root
    guard shape == .chat, root.kind == .object, root.duplicateKey == nil else { return false }
    let keys = KnownKeys(root, names)
    guard keys.value(.tools, of: root)?.isNull ?? true, keys.value(.system, of: root)?.isNull ?? true,
      keys.value(.chatTemplateKwargs, of: root)?.isNull ?? true, keys.value(.documents, of: root)?.isNull ?? true,
      let messages = keys.value(.messages, of: root),
      omitted == .all || !keys.hasParts(besides: Read.plainChat) && !(keys.hasUnknown && BesideWords.stands(in: root)),
      set == nil || keys.detect(root)?.shape == .chat
    else { return false }
    return conversation.take(messages)
  }
}
