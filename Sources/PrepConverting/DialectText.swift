import PrepExamples
import PrepShapes

/// Conversations that were written out as one text in the form of a model's template. ``TextDialect`` has the table of
/// them.
package enum DialectText {
  /// What the form of a text is called; nil where it is no conversation with a question and an answer.
  package static func name(of text: [UInt8]) -> String? { read(text)?.name }

  /// The turns of a text without the blanks around them; nil when it does not begin with one, or lacks a question or an
  /// answer.
  static func messages(_ text: [UInt8]) -> [Message]? { read(text)?.messages }

  private static func read(_ text: [UInt8]) -> (name: String, messages: [Message])? {
    var body = trimmed(text[...])
    for begin in TextDialect.begins where body.starts(with: begin) { body = trimmed(body.dropFirst(begin.count)) }
    for dialect in TextDialect.all {
      guard
        let first = dialect.marks.first(where: { body.starts(with: $0.bytes) }) != nil || dialect.preamble.isEmpty
          ? body.startIndex : start(of: dialect, in: body)
      else { continue }
      guard var messages = messages(body[first...], dialect) else { continue }
      // Who is asked to speak and says nothing has not spoken.
      if let last = messages.last, last.role == RoleKind.assistant.name, last.content == .text([]) {
        messages.removeLast()
      }
      let lead = trimmed(body[..<first])
      if dialect.keepsPreamble, !lead.isEmpty {
        messages.insert(Message(role: RoleKind.system.name, content: .text(Array(lead))), at: 0)
      }
      let roles = Set(messages.map(\.role))
      if roles.contains(RoleKind.user.name), roles.contains(RoleKind.assistant.name) { return (dialect.name, messages) }
    }
    return nil
  }

  /// Where the first turn begins behind the words of the template; nil for a text that begins otherwise.
  private static func start(of dialect: TextDialect, in body: ArraySlice<UInt8>) -> Int? {
    guard body.starts(with: dialect.preamble) else { return nil }
    return body.indices.first { index in
      index > body.startIndex && mark(at: index, in: body, dialect) != nil
        && (!dialect.needsLine || body[index - 1] == 0x0A)
    }
  }

  /// The mark of a turn that stands at a place.
  private static func mark(at index: Int, in text: ArraySlice<UInt8>, _ dialect: TextDialect) -> TextDialect.Mark? {
    guard dialect.firsts.contains(text[index]),
      let mark = dialect.marks.first(where: { text[index...].starts(with: $0.bytes) })
    else { return nil }
    guard index > text.startIndex else { return mark }
    let before = text[index - 1]
    switch dialect.place {
    case .anywhere: return mark
    case .line:
      // Some write a blank or two before the mark.
      let behind = text[..<index].last { $0 != 0x20 && $0 != 0x09 }
      return behind == nil || behind == 0x0A ? mark : nil
    case .word:
      return before <= 0x20 || dialect.ends.contains { text[..<index].suffix($0.count).elementsEqual($0) } ? mark : nil
    }
  }

  private static func messages(_ text: ArraySlice<UInt8>, _ dialect: TextDialect) -> [Message]? {
    var messages: [Message] = []
    var open: (role: RoleKind, start: Int)?
    var index = text.startIndex
    func close(_ end: Int) {
      if let open { add(text[open.start..<end], open.role, dialect, &messages) }
    }
    while index < text.endIndex {
      if let mark = mark(at: index, in: text, dialect) {
        close(index)
        index += mark.bytes.count
        open = (mark.role, index)
      } else {
        if open == nil { return nil }
        index += 1
      }
    }
    close(text.endIndex)
    let isForeign = messages.contains { message in
      guard case .text(let words) = message.content else { return false }
      return dialect.foreign.contains { words.firstRange(of: $0) != nil }
    }
    return isForeign ? nil : messages
  }

  /// Adds a turn; Alpaca has an input beside the instruction, and Llama 2 writes the system text into the first question.
  private static func add(
    _ turn: ArraySlice<UInt8>, _ role: RoleKind, _ dialect: TextDialect, _ messages: inout [Message]
  ) {
    var words = trimmed(turn)
    let ends = dialect.ends + TextDialect.ends
    while let end = ends.first(where: { words.count >= $0.count && words.suffix($0.count).elementsEqual($0) }) {
      words = trimmed(words.dropLast(end.count))
    }
    if role == .user, dialect.hasInput, let mark = inputMark(in: words) {
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
