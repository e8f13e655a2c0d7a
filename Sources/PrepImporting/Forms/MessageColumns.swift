import PrepRecords
import PrepShapes

/// Records whose messages are an object of lists, one for each key of a message, as `to_json` of Hugging Face datasets
/// writes a list of structures: the messages as a list.
struct MessageColumns: LineForm {
  /// Whether a value is an object with a member of such lists.
  static func has(_ view: JSONView) -> Bool {
    guard view.kind == .object else { return false }
    var has = false
    view.forEachMember { _, value in has = has || height(of: value) != nil }
    return has
  }

  /// How many messages an object of lists has; nil for any other value.
  private static func height(of view: JSONView) -> Int? {
    guard view.kind == .object,
      let speakers = view[RecordField.role.name] ?? view[RecordField.from.name], speakers.kind == .array,
      view[RecordField.content.name] ?? view[RecordField.value.name] != nil,
      speakers.elements.allSatisfy({ $0.kind == .string })
    else { return nil }
    var isTable = true
    view.forEachMember { _, column in isTable = isTable && column.kind == .array && column.count == speakers.count }
    return isTable ? speakers.count : nil
  }

  mutating func take(_ line: [UInt8], origin: Int, into lines: inout ProducedLines) {
    defer { lines.endLine(origin: origin) }
    guard let root = try? JSONDocument(line).root, Self.has(root) else {
      lines.bytes += line
      return
    }
    var writer = JSONWriter()
    writer.beginObject()
    root.forEachMember { key, value in
      writer.key((try? key.string()) ?? "")
      if let height = Self.height(of: value) { Self.write(value, height, &writer) } else { writer.raw(value) }
    }
    writer.endObject()
    lines.bytes += writer.take()
  }

  mutating func finish(into lines: inout ProducedLines) {}

  /// Writes the list of messages; what is null in a column is no key of the message.
  private static func write(_ columns: JSONView, _ height: Int, _ writer: inout JSONWriter) {
    var keys: [(name: String, values: [JSONView])] = []
    columns.forEachMember { key, values in keys.append(((try? key.string()) ?? "", Array(values.elements))) }
    writer.beginArray()
    for row in 0..<height {
      writer.beginObject()
      for key in keys where !key.values[row].isNull {
        writer.key(key.name)
        writer.raw(key.values[row])
      }
      writer.endObject()
    }
    writer.endArray()
  }
}
