import PrepRecords

/// Articles with paragraphs, and paragraphs with questions about them, as SQuAD nests them: a record for each question,
/// in the flat form that the Hub has.
struct ArticleForm: LineForm {
  /// Whether a value is an article or a paragraph with questions.
  static func isArticle(_ view: JSONView) -> Bool {
    guard view.kind == .object else { return false }
    if let paragraphs = view["paragraphs"], paragraphs.kind == .array {
      return paragraphs.elements.first { _ in true }.map { $0["qas"] != nil } ?? true
    }
    return view["context"] != nil && view["qas"]?.kind == .array
  }

  /// Whether a text begins an object that has articles in its member `data`, as SQuAD's files do.
  ///
  /// - Parameter head: The beginning of the text, in which the first article may not end.
  static func isInside(_ head: [UInt8]) -> Bool {
    guard head.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else { return false }
    var place = 0
    // The names stand one inside of the other, with the articles' own members between them.
    for name in ["\"data\"", "\"paragraphs\"", "\"qas\""] {
      guard let found = find(Array(name.utf8), in: head, from: place) else { return false }
      place = found
      if name == "\"data\"" {
        let rest = head[place...].drop { $0 <= 0x20 }
        guard rest.first == UInt8(ascii: ":"), rest.dropFirst().first(where: { $0 > 0x20 }) == UInt8(ascii: "[") else {
          return false
        }
      }
    }
    return true
  }

  /// The place behind the first occurrence of a text.
  private static func find(_ text: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    var place = start
    while let found = bytes[place...].firstIndex(of: text[0]) {
      if bytes[found...].starts(with: text) { return found + text.count }
      place = found + 1
    }
    return nil
  }

  mutating func take(_ line: [UInt8], origin: Int, into lines: inout ProducedLines) {
    guard let root = try? JSONDocument(line).root, Self.isArticle(root) else {
      lines.bytes += line
      lines.endLine(origin: origin)
      return
    }
    guard let paragraphs = root["paragraphs"] else { return write(root, root["title"], origin, &lines) }
    for paragraph in paragraphs.elements { write(paragraph, root["title"], origin, &lines) }
  }

  mutating func finish(into lines: inout ProducedLines) {}

  /// Appends a record for each question about a paragraph.
  private func write(_ paragraph: JSONView, _ title: JSONView?, _ origin: Int, _ lines: inout ProducedLines) {
    guard let questions = paragraph["qas"] else { return }
    for question in questions.elements {
      var writer = JSONWriter()
      writer.beginObject()
      if let id = question["id"] ?? question["qid"] {
        writer.key("id")
        writer.raw(id)
      }
      if let title {
        writer.key("title")
        writer.raw(title)
      }
      if let context = paragraph["context"] {
        writer.key("context")
        writer.raw(context)
      }
      question.forEachMember { key, value in
        let name = (try? key.string()) ?? ""
        if ["id", "qid", "title", "context"].contains(name) { return }
        writer.key(name)
        if name == "answers" || name == "plausible_answers" { Self.write(value, &writer) } else { writer.raw(value) }
      }
      writer.endObject()
      lines.bytes += writer.take()
      lines.endLine(origin: origin)
    }
  }

  /// A list of answers as lists of their texts and places; anything else as it is.
  private static func write(_ answers: JSONView, _ writer: inout JSONWriter) {
    guard answers.kind == .array, answers.elements.allSatisfy({ $0["text"] != nil && $0["answer_start"] != nil }) else {
      return writer.raw(answers)
    }
    writer.beginObject()
    for name in ["text", "answer_start"] {
      writer.key(name)
      writer.beginArray()
      for answer in answers.elements { if let value = answer[name] { writer.raw(value) } }
      writer.endArray()
    }
    writer.endObject()
  }
}

/// Texts with what was found in them, in a list each, as spaCy 2 trains on them: `[text, {"entities": […]}]`.
struct AnnotatedPairForm: LineForm {
  /// Whether a value is a text and an object with entities.
  static func isPair(_ view: JSONView) -> Bool {
    guard view.kind == .array else { return false }
    let parts = Array(view.elements)
    return parts.count == 2 && parts[0].kind == .string && parts[1]["entities"]?.kind == .array
  }

  mutating func take(_ line: [UInt8], origin: Int, into lines: inout ProducedLines) {
    defer { lines.endLine(origin: origin) }
    guard let root = try? JSONDocument(line).root, Self.isPair(root) else {
      lines.bytes += line
      return
    }
    let parts = Array(root.elements)
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("text")
    writer.raw(parts[0])
    parts[1].forEachMember { key, value in
      writer.key((try? key.string()) ?? "")
      writer.raw(value)
    }
    writer.endObject()
    lines.bytes += writer.take()
  }

  mutating func finish(into lines: inout ProducedLines) {}
}
