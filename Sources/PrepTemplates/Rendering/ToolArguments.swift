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
      guard let root = try? JSONDocument(result.other[index].json).root, self != .any || Self.isToBeMended(root)
      else {
        continue
      }
      var writer = JSONWriter()
      write(root, to: &writer)
      result.other[index].json = writer.bytes
    }
    return result
  }

  /// Whether a call has arguments that are none, or were encoded twice.
  private static func isToBeMended(_ root: JSONView) -> Bool {
    func isBroken(_ call: JSONView) -> Bool {
      (call["function"] ?? call)["arguments"].map { ToolCallForm.isNone($0) || ToolCallForm.isEncodedTwice($0) }
        ?? false
    }
    return root.kind == .array ? root.elements.contains(where: isBroken) : isBroken(root)
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
          guard self == .object || value.kind == .object || ToolCallForm.isEncodedTwice(value),
            let object = ToolCallForm.object(value)?.root
          else {
            value.withUnsafeBytes { writer.raw($0) }
            return
          }
          object.withUnsafeBytes { bytes in
            if self == .object || self == .any && value.kind == .object {
              writer.raw(bytes)
            } else {
              writer.string(bytes)
            }
          }
          return
        }
        write(value, to: &writer)
      }
      writer.endObject()
    default: view.withUnsafeBytes { writer.raw($0) }
    }
  }
}
