public import PrepRecords

/// Writes examples as records of their canonical shape.
public enum ExampleWriter {
  /// Writes an example as one JSON object.
  public static func write(_ example: Example, to writer: inout JSONWriter) {
    writer.beginObject()
    writeMembers(of: example, to: &writer)
    writer.endObject()
  }

  /// Writes the members of an example into an object that is open.
  public static func writeMembers(of example: Example, to writer: inout JSONWriter) {
    switch example {
    case .text(let text): member("text", text, &writer)
    case .promptCompletion(let prompt, let completion):
      member("prompt", prompt, &writer)
      member("completion", completion, &writer)
    case .chat(let chat):
      member("messages", .messages(chat.messages), &writer)
      json("tools", chat.tools, &writer)
    case .preference(let preference):
      if let prompt = preference.prompt { member("prompt", prompt, &writer) }
      member("chosen", preference.chosen, &writer)
      member("rejected", preference.rejected, &writer)
      json("tools", preference.tools, &writer)
    case .unpairedPreference(let prompt, let completion, let label):
      member("prompt", prompt, &writer)
      member("completion", completion, &writer)
      writer.key("label")
      writer.bool(label)
    case .promptOnly(let prompt, let tools):
      member("prompt", prompt, &writer)
      json("tools", tools, &writer)
    case .classification(let text, let pair, let label):
      member(pair == nil ? "text" : "text_a", text, &writer)
      if let pair { member("text_b", pair, &writer) }
      member("label", label, &writer)
    case .tokenClassification(let text): write(text, &writer)
    case .questionAnswering(let question): write(question, &writer)
    }
  }

  /// Words with tags where words have them; else the text, its words where they are known, and stretches in characters.
  private static func write(_ tagged: TaggedText, _ writer: inout JSONWriter) {
    let places = TextPlaces(tagged.text, .characters)
    func range(_ bytes: Range<Int>) {
      writer.key("start")
      writer.int(places.place(ofByte: bytes.lowerBound))
      writer.key("end")
      writer.int(places.place(ofByte: bytes.upperBound))
    }
    if tagged.spans == nil {
      writer.key("tokens")
      writer.beginArray()
      for word in tagged.words { writer.string(Array(tagged.text[word])) }
      writer.endArray()
      writer.key("tags")
      writer.beginArray()
      for tag in tagged.tags {
        if tagged.hasNumbers { tag.withUnsafeBytes { writer.raw($0) } } else { writer.string(tag) }
      }
      writer.endArray()
      return
    }
    member("text", tagged.text, &writer)
    if !tagged.words.isEmpty {
      writer.key("tokens")
      writer.beginArray()
      for word in tagged.words {
        writer.beginObject()
        member("text", Array(tagged.text[word]), &writer)
        range(word)
        writer.endObject()
      }
      writer.endArray()
    }
    writer.key("spans")
    writer.beginArray()
    for span in tagged.spans ?? [] {
      writer.beginObject()
      range(span.bytes)
      member("label", span.label, &writer)
      writer.endObject()
    }
    writer.endArray()
  }

  private static func write(_ question: Question, _ writer: inout JSONWriter) {
    member("question", question.question, &writer)
    member("context", question.context, &writer)
    writer.key("answers")
    writer.beginObject()
    writer.key("text")
    writer.beginArray()
    for answer in question.answers { writer.string(answer.text) }
    writer.endArray()
    writer.key("answer_start")
    writer.ints(question.answers.map(\.start))
    writer.endObject()
    guard let isImpossible = question.isImpossible else { return }
    writer.key("is_impossible")
    writer.bool(isImpossible)
  }

  /// Writes a message as one JSON object.
  public static func write(_ message: Message, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("role")
    writer.string(message.role)
    writer.key("content")
    switch message.content {
    case .none: writer.null()
    case .text(let text): writer.string(text)
    case .parts(let json): json.withUnsafeBytes { writer.raw($0) }
    }
    for other in message.other { json(other.key, other.json, &writer) }
    if let weight = message.weight {
      writer.key("weight")
      // Services want 0 and 1 written as integers.
      if let whole = Int(exactly: weight) { writer.int(whole) } else { writer.double(weight) }
    }
    writer.endObject()
  }

  private static func member(_ key: String, _ text: [UInt8], _ writer: inout JSONWriter) {
    writer.key(key)
    writer.string(text)
  }

  private static func member(_ key: String, _ text: ExampleText, _ writer: inout JSONWriter) {
    switch text {
    case .text(let bytes): member(key, bytes, &writer)
    case .messages(let messages):
      writer.key(key)
      writer.beginArray()
      for message in messages { write(message, to: &writer) }
      writer.endArray()
    }
  }

  private static func json(_ key: String, _ text: [UInt8]?, _ writer: inout JSONWriter) {
    guard let text else { return }
    writer.key(key)
    text.withUnsafeBytes { writer.raw($0) }
  }
}
