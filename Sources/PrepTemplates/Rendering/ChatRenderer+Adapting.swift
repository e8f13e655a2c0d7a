import PrepExamples
import PrepShapes

/// The forms of data that a template writes well, found out from renderings of words that stand nowhere else.
extension ChatRenderer {
  /// The form of arguments that the template writes well.
  func findArguments() -> ToolArguments {
    func text(_ arguments: String) -> String? {
      let call = Array(
        "[{\"id\":\"prepcall0\",\"type\":\"function\",\"function\":{\"name\":\"prep\",\"arguments\":\(arguments)}}]"
          .utf8)
      let messages = [
        Self.question, Message(role: "assistant", content: .text([]), other: [.init(key: "tool_calls", json: call)]),
      ]
      return probe(messages).map { String(decoding: $0.bytes, as: UTF8.self) }
    }
    let object = text(#"{"prepkey":"prepvalue"}"#)
    let string = text(#""{\"prepkey\":\"prepvalue\"}""#)
    guard let string else { return object == nil ? .any : .object }
    guard let object else { return .text }
    let (showsText, showsObject) = (Self.holds(string, "prepvalue"), Self.holds(object, "prepvalue"))
    if showsText != showsObject { return showsText ? .text : .object }
    if Self.holds(string, #"\"prepkey"#), Self.holds(object, "prepkey") { return .object }
    // A form of its own for objects, beside which a text is written as it is.
    if Self.holds(string, #""prepkey""#), !Self.holds(object, #""prepkey""#), !Self.holds(object, "'prepkey'") {
      return .object
    }
    return Self.holds(object, "'prepkey'") ? .text : .any
  }

  /// Whether the template shows functions alone, without `{"type": "function"}` around each.
  func wantsBareTools() -> Bool {
    guard template.mentions(RecordField.tools.name) else { return false }
    let function = #"{"name":"preptool","description":"prep","parameters":{"type":"object","properties":{}}}"#
    func shows(_ tool: String) -> Bool {
      guard
        let (output, _) = try? run(
          opening.messages + [Self.question, Self.answer], Array("[\(tool)]".utf8), addsPrompt: false,
          isRepeatable: false)
      else { return false }
      return Self.holds(String(decoding: output.bytes, as: UTF8.self), "preptool")
    }
    return !shows(#"{"type":"function","function":\#(function)}"#) && shows(function)
  }

  /// The form of contents that the template writes well.
  func findContents() -> ContentForm {
    func shows(_ messages: [Message]) -> Bool {
      guard let output = probe(messages), !wroteObject else { return false }
      let text = String(decoding: output.bytes, as: UTF8.self)
      return Self.holds(text, "prep answers")
        && !["{'type'", "{\"type\"", "[{"].contains { Self.holds(text, $0) }
    }
    let asTexts = shows([Self.question, Self.answer])
    let asParts = shows([Self.question, Self.answer].map(ContentForm.inParts))
    if asTexts == asParts { return asTexts ? .either : .any }
    return asTexts ? .text : .parts
  }

  /// Whether the template shows what an assistant thinks, given as a member of its message.
  func showsThoughts() -> Bool {
    var answer = Self.answer
    answer.other = [.init(key: Thought.names[0], json: Array("\"prep thinks\"".utf8))]
    guard let output = probe([Self.question, answer]) else { return false }
    return Self.holds(String(decoding: output.bytes, as: UTF8.self), "prep thinks")
  }

  /// Whether some words stand in the rendering of messages, behind what conversations begin with.
  func shows(_ words: String, in messages: [Message]) -> Bool {
    guard let text = text(opening.messages + messages, tools: opening.tools, variables: nil) else { return false }
    return ByteSearch.first(Array(words.utf8), in: text[...]) != nil
  }

  private static func holds(_ text: String, _ part: String) -> Bool {
    ByteSearch.first(Array(part.utf8), in: Array(text.utf8)[...]) != nil
  }
}
