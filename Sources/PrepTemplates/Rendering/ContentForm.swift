import PrepExamples
import PrepRecords

/// The form in which a template wants what messages say.
enum ContentForm {
  /// As it is.
  case any
  /// A text: a template would write a list of parts as Python does, or not at all.
  case text
  /// A list of parts: a template would pass over a text.
  case parts
  /// Both: a list of one text is given as the text, for what a template looks for in texts (thoughts, say) it often does
  /// not look for in parts. What joins several parts is the template's.
  case either

  /// A message with its content in this form; parts that are no texts stay as they are.
  func adapted(_ message: Message) -> Message {
    guard self == .text || self == .either, case .parts(let json) = message.content,
      let text = Self.text(of: json, most: self == .text ? .max : 1)
    else { return message }
    var result = message
    result.content = .text(text)
    return result
  }

  /// A message whose text is one part.
  static func inParts(_ message: Message) -> Message {
    guard case .text(let text) = message.content else { return message }
    var writer = JSONWriter()
    writer.beginArray()
    writer.beginObject()
    writer.key("type")
    writer.string("text")
    writer.key("text")
    writer.string(text)
    writer.endObject()
    writer.endArray()
    var result = message
    result.content = .parts(writer.bytes)
    return result
  }

  /// The text of parts that are all texts, one behind the other; nil for others, and for more than so many.
  private static func text(of json: [UInt8], most: Int) -> [UInt8]? {
    guard let root = try? JSONDocument(json).root, root.kind == .array, root.count <= most else { return nil }
    var result: [UInt8] = []
    var isText = true
    root.forEachElement { part in
      if part.kind == .string, let text = try? part.unescaped() { return result += text }
      let type = try? part["type"]?.string()
      guard part.kind == .object, type == nil || type == "text", let text = try? part["text"]?.unescaped() else {
        isText = false
        return
      }
      result += text
    }
    return isText ? result : nil
  }
}
