import PrepExamples
import PrepRecords

/// The form in which a template wants the arguments of tool calls.
enum ToolArguments {
  /// As they are, also those that are none.
  case exact
  /// As they are, but for those that are none, which are an empty object.
  case any
  /// An object: a template that writes them as JSON would write a text twice encoded.
  case object
  /// The JSON text of an object: a template would write an object as Python does.
  case text

  /// The members of a message with the arguments of its calls in this form.
  func adapted(_ message: Message) -> Message {
    guard self != .exact, message.other.contains(where: { $0.key == "tool_calls" || $0.key == "function_call" }) else {
      return message
    }
    var result = message
    for index in result.other.indices
    where result.other[index].key == "tool_calls" || result.other[index].key == "function_call" {
      guard let root = try? JSONDocument(result.other[index].json).root, self != .any || Self.lacksArguments(root)
      else {
        continue
      }
      var writer = JSONWriter()
      write(root, to: &writer)
      result.other[index].json = writer.bytes
    }
    return result
  }

  /// Whether a call has arguments that are none.
  private static func lacksArguments(_ root: JSONView) -> Bool {
    func lacks(_ call: JSONView) -> Bool {
      (call["function"] ?? call)["arguments"].map(ToolCallForm.isNone) ?? false
    }
    return root.kind == .array ? root.elements.contains(where: lacks) : lacks(root)
  }

  private func write(_ view: JSONView, to writer: inout JSONWriter) {
    switch view.kind {
    case .array:
      writer.beginArray()
      view.forEachElement { write($0, to: &writer) }
      writer.endArray()
    case .object:
      writer.beginObject()
      view.forEachMember { key, value in
        let name = (try? key.unescaped()) ?? []
        name.withUnsafeBytes { writer.key($0) }
        if name == Array("arguments".utf8) {
          if ToolCallForm.isNone(value) {
            if self == .object {
              writer.beginObject()
              writer.endObject()
            } else {
              writer.string("{}")
            }
            return
          }
          if self == .object, value.kind == .string, let text = try? value.unescaped(),
            let inner = try? JSONDocument(text).root, inner.kind == .object
          {
            inner.withUnsafeBytes { writer.raw($0) }
            return
          }
          if self == .text, value.kind == .object {
            writer.string(value.withUnsafeBytes { Array($0) })
            return
          }
          value.withUnsafeBytes { writer.raw($0) }
          return
        }
        write(value, to: &writer)
      }
      writer.endObject()
    default: view.withUnsafeBytes { writer.raw($0) }
    }
  }
}
