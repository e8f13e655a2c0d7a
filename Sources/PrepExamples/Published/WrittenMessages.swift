package import PrepRecords
import PrepShapes

/// Messages that stand in a text instead of a list, as columns of texts have them.
package enum WrittenMessages {
  /// Whether a value is a text that begins as a list does.
  static func mayBeList(_ view: JSONView) -> Bool {
    view.kind == .string
      && view.withUnsafeBytes { $0.dropFirst().first { $0 != 0x20 } == UInt8(ascii: "[") }
  }

  /// Whether a text is what Python prints for a list of messages.
  static func isPrinted(_ view: JSONView) -> Bool {
    guard mayBeList(view), let text = try? view.unescaped() else { return false }
    let start = text.lazy.filter { $0 > 0x20 }
    return start.starts(with: "[{'role':".utf8) || start.starts(with: "[{'content':".utf8)
      || start.starts(with: "[{'from':".utf8) || start.starts(with: "[{'value':".utf8)
  }

  /// The list of messages that a text is as JSON; nil for any other value.
  package static func list(_ view: JSONView) -> JSONView? {
    guard mayBeList(view), let text = try? view.unescaped(), let root = try? JSONDocument(text).root,
      SourceRecord.isConversation(root)
    else { return nil }
    return root
  }

  /// What is to be said of a text where a list of messages is wanted.
  static func wanted(insteadOf view: JSONView) -> String {
    guard view.kind == .string, let text = try? view.unescaped() else { return "a list of messages" }
    let start = text.lazy.filter { $0 > 0x20 }.prefix(3)
    guard start.elementsEqual("[{'".utf8) else { return "a list of messages" }
    return "a list of messages, but what Python prints for one: json.dumps(ast.literal_eval(text)) is JSON"
  }
}
