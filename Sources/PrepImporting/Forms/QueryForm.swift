import PrepRecords

/// Queries in parts, of which some are entities, as those of Snips: `{"data": [{"text": "in "}, {"text": "Paris",
/// "entity": "city"}]}`. They become a text with spans.
struct QueryForm: LineForm {
  /// Whether a value is such a query.
  static func isQuery(_ view: JSONView) -> Bool {
    guard view.kind == .object, let parts = view["data"], parts.kind == .array else { return false }
    return parts.elements.allSatisfy { $0.kind == .object && $0["text"]?.kind == .string }
      && parts.elements.contains { _ in true }
  }

  /// The way to the list of queries in an object that has it under the name of what they intend; nil for other texts.
  static func list(in head: [UInt8]) -> JSONPointer? {
    let text = head.prefix(1024).filter { $0 > 0x20 }
    guard text.starts(with: Array("{\"".utf8)), let end = text.dropFirst(2).firstIndex(of: UInt8(ascii: "\"")),
      text[(end + 1)...].starts(with: Array(":[{\"data\":[{\"".utf8))
    else { return nil }
    // The name as it stands in the text, with its blanks.
    let name = head.drop { $0 != UInt8(ascii: "\"") }.dropFirst().prefix { $0 != UInt8(ascii: "\"") }
    guard !name.contains(UInt8(ascii: "\\")) else { return nil }
    return JSONPointer(
      "/"
        + String(decoding: name, as: UTF8.self).unicodeScalars.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }
        .joined())
  }

  mutating func take(_ line: [UInt8], origin: Int, into lines: inout ProducedLines) {
    defer { lines.endLine(origin: origin) }
    guard let root = try? JSONDocument(line).root, Self.isQuery(root), let parts = root["data"] else {
      lines.bytes += line
      return
    }
    var text: [UInt8] = []
    var spans: [(start: Int, end: Int, label: JSONView)] = []
    var length = 0
    for part in parts.elements {
      let bytes = part["text"].flatMap { try? $0.unescaped() } ?? []
      let start = length
      length += bytes.count { $0 & 0xC0 != 0x80 }
      text += bytes
      if let label = part["entity"], label.kind == .string { spans.append((start, length, label)) }
    }
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("text")
    writer.string(text)
    writer.key("spans")
    writer.beginArray()
    for span in spans {
      writer.beginObject()
      writer.key("start")
      writer.int(span.start)
      writer.key("end")
      writer.int(span.end)
      writer.key("label")
      writer.raw(span.label)
      writer.endObject()
    }
    writer.endArray()
    root.forEachMember { key, value in
      guard let name = try? key.string(), name != "data" else { return }
      writer.key(name)
      writer.raw(value)
    }
    writer.endObject()
    lines.bytes += writer.take()
  }

  mutating func finish(into lines: inout ProducedLines) {}
}
