package import PrepExamples
import PrepRecords
import PrepShapes

/// What an assistant thinks before it answers: a member of its message, or the start of what it says, between `<think>`
/// and `</think>`.
package struct Thought {
  private static let opening = Array("<think>".utf8)
  private static let closing = Array("</think>".utf8)

  /// The names under which messages have it.
  package static let names = RecordField.reasoning.names

  /// What is thought, without the line feeds around it.
  package let text: [UInt8]
  /// What is said behind it.
  package let answer: [UInt8]

  /// The thought that a content begins with; nil where it begins with none, or with one that does not end.
  package init?(in content: [UInt8]) {
    guard let start = content.withUnsafeBufferPointer({ Self.start(of: $0) }),
      let end = ByteSearch.first(Self.closing, in: content[(start + Self.opening.count)...])
    else { return nil }
    func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
      let lower = text.firstIndex { $0 != 0x0A } ?? text.endIndex
      let upper = text.lastIndex { $0 != 0x0A }.map { $0 + 1 } ?? lower
      return text[lower..<upper]
    }
    text = Array(trimmed(content[(start + Self.opening.count)..<end]))
    answer = Array(content[(end + Self.closing.count)...].drop { $0 == 0x0A })
  }

  /// What stands before and behind a thought in the words of one family or another.
  private static let marks: [(opening: [UInt8], closing: [UInt8])] = [
    (opening, closing), (Array("<|channel>".utf8), Array("<channel|>".utf8)),
    (Array("[THINK]".utf8), Array("[/THINK]".utf8)), ([], Array("[BEGIN FINAL RESPONSE]".utf8)),
  ]

  /// What a content may say once a template has left out what is thought in it: what stands behind the last mark that
  /// ends a thought, and what stands outside of all thoughts.
  package static func answers(in content: [UInt8]) -> [[UInt8]] {
    var answers: [[UInt8]] = []
    for (opening, closing) in marks {
      guard let last = ByteSearch.all(closing, in: content).last else { continue }
      answers.append(Array(content[(last + closing.count)...]))
      if opening.isEmpty { continue }
      var outside: [UInt8] = []
      var rest = content[...]
      while let start = ByteSearch.first(opening, in: rest),
        let end = ByteSearch.first(closing, in: rest[(start + opening.count)...])
      {
        outside += rest[..<start]
        rest = rest[(end + closing.count)...]
      }
      answers.append(outside + rest)
    }
    return answers
  }

  /// Whether a content begins with a thought, which may not end.
  package static func begins(_ content: UnsafeBufferPointer<UInt8>) -> Bool { start(of: content) != nil }

  /// As ``begins(_:)``.
  package static func begins(_ content: [UInt8]) -> Bool { content.withUnsafeBufferPointer { begins($0) } }

  private static func start(of content: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let first = content.first, first <= 0x20 || first == opening[0] else { return nil }
    let start = TextSpaces.trimmedStart(content)
    return content[start...].starts(with: opening) ? start : nil
  }

  /// A content that begins with a thought.
  package static func content(_ thought: [UInt8], _ answer: [UInt8]) -> [UInt8] {
    opening + [0x0A] + thought + [0x0A] + closing + [0x0A, 0x0A] + answer
  }

  /// What a message thinks in a member of its own; nil where it has none, or one that is no text.
  package static func member(of message: Message) -> [UInt8]? {
    for name in names {
      guard let json = message[name], let root = try? JSONDocument(json).root, root.kind == .string,
        let text = try? root.unescaped(), !text.isEmpty
      else { continue }
      return text
    }
    return nil
  }
}

extension Message {
  /// The message with a thought that it begins with as a member.
  package var separatingThought: Message {
    guard case .text(let content) = content, Thought.member(of: self) == nil, let thought = Thought(in: content) else {
      return self
    }
    var result = withoutThought
    var writer = JSONWriter()
    writer.string(thought.text)
    result.other.append(Member(key: Thought.names[0], json: writer.bytes))
    return result
  }

  /// The message with the thought of a member at the start of what it says.
  package var joiningThought: Message {
    guard let thought = Thought.member(of: self) else { return self }
    var result = self
    result.other.removeAll { Thought.names.contains($0.key) }
    switch content {
    case .text(let text): result.content = .text(Thought.content(thought, text))
    case .none: result.content = .text(Thought.content(thought, []))
    case .parts: return self
    }
    return result
  }

  /// The message without what it thinks.
  package var withoutThought: Message {
    var result = self
    result.other.removeAll { Thought.names.contains($0.key) }
    if case .text(let text) = content, let thought = Thought(in: text) { result.content = .text(thought.answer) }
    return result
  }
}
