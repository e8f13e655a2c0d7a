import PrepExamples
import PrepShapes

/// Conversations that were written out as one text in the form of a model's template: "### Human:", ChatML, Llama 3 or
/// Llama 2.
enum DialectText {
  /// What stands before a turn, and whose turn it is; `end` may stand behind it.
  private struct Dialect {
    let marks: [(bytes: [UInt8], role: RoleKind)]
    let end: [UInt8]
    /// Words of the template that may stand before the first turn.
    let preamble: [UInt8]

    init(_ marks: [(String, RoleKind)], end: String = "", preamble: String = "") {
      self.preamble = Array(preamble.utf8)
      self.marks = marks.map { (Array($0.0.utf8), $0.1) }
      self.end = Array(end.utf8)
    }
  }

  private static let speakers: [RoleKind] = [.system, .user, .assistant, .tool]
  private static let dialects: [Dialect] = [
    Dialect([("### Human:", .user), ("### User:", .user), ("### Assistant:", .assistant), ("### System:", .system)]),
    Dialect(
      [("### Instruction:", .user), ("### Response:", .assistant)],
      preamble: "Below is an instruction that describes a task"),
    Dialect(speakers.map { ("<|im_start|>\($0.name)\n", $0) }, end: "<|im_end|>"),
    Dialect(speakers.map { ("<|start_header_id|>\($0.name)<|end_header_id|>", $0) }, end: "<|eot_id|>"),
    Dialect([("<s>[INST]", .user), ("[INST]", .user), ("[/INST]", .assistant)], end: "</s>"),
  ]
  private static let begin = Array("<|begin_of_text|>".utf8)

  /// The turns of a text without the blanks around them; nil when it does not begin with one, or lacks a question or an
  /// answer.
  static func messages(_ text: [UInt8]) -> [Message]? {
    var body = trimmed(text[...])
    if body.starts(with: begin) { body = trimmed(body.dropFirst(begin.count)) }
    for dialect in dialects {
      var body = body
      if !dialect.preamble.isEmpty, body.starts(with: dialect.preamble), let end = firstMark(of: dialect, in: body) {
        body = body[end...]
      }
      guard let messages = messages(body, dialect) else { continue }
      let roles = Set(messages.map(\.role))
      if roles.contains(RoleKind.user.name), roles.contains(RoleKind.assistant.name) { return messages }
    }
    return nil
  }

  private static func messages(_ text: ArraySlice<UInt8>, _ dialect: Dialect) -> [Message]? {
    let firsts = Set(dialect.marks.compactMap(\.bytes.first))
    var messages: [Message] = []
    var open: (role: RoleKind, start: Int)?
    var index = text.startIndex
    func close(_ end: Int) {
      if let open { add(text[open.start..<end], open.role, dialect, &messages) }
    }
    while index < text.endIndex {
      if firsts.contains(text[index]), let mark = dialect.marks.first(where: { text[index...].starts(with: $0.bytes) })
      {
        if open == nil, index > text.startIndex { return nil }
        close(index)
        index += mark.bytes.count
        open = (mark.role, index)
      } else {
        if open == nil { return nil }
        index += 1
      }
    }
    close(text.endIndex)
    return messages
  }

  /// Where the first turn begins: at a mark behind a blank line.
  private static func firstMark(of dialect: Dialect, in text: ArraySlice<UInt8>) -> Int? {
    text.indices.first { index in
      index > text.startIndex && text[index - 1] == 0x0A
        && dialect.marks.contains { text[index...].starts(with: $0.bytes) }
    }
  }

  /// Adds a turn; Alpaca has an input beside the instruction, and Llama 2 writes the system text into the first question.
  private static func add(_ turn: ArraySlice<UInt8>, _ role: RoleKind, _ dialect: Dialect, _ messages: inout [Message])
  {
    var words = trimmed(turn)
    if !dialect.end.isEmpty, words.count >= dialect.end.count,
      words.suffix(dialect.end.count).elementsEqual(dialect.end)
    {
      words = trimmed(words.dropLast(dialect.end.count))
    }
    if role == .user, !dialect.preamble.isEmpty, let mark = inputMark(in: words) {
      let input = trimmed(words[(mark + Self.input.count)...])
      words = ArraySlice(trimmed(words[..<mark]) + (input.isEmpty ? [] : [0x0A] + input))
    }
    let (opening, closing) = (Array("<<SYS>>".utf8), Array("<</SYS>>".utf8))
    if role == .user, messages.isEmpty, words.starts(with: opening),
      let end = words.indices.first(where: { words[$0...].starts(with: closing) })
    {
      let system = trimmed(words[(words.startIndex + opening.count)..<end])
      messages.append(Message(role: RoleKind.system.name, content: .text(Array(system))))
      words = trimmed(words[(end + closing.count)...])
    }
    messages.append(Message(role: role.name, content: .text(Array(words))))
  }

  private static let input = Array("### Input:".utf8)

  private static func inputMark(in text: ArraySlice<UInt8>) -> Int? {
    text.indices.first { $0 > text.startIndex && text[$0 - 1] == 0x0A && text[$0...].starts(with: input) }
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text.drop { $0 <= 0x20 }
    while let last = text.last, last <= 0x20 { text.removeLast() }
    return text
  }
}
