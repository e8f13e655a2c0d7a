import PrepExamples
import PrepTemplates
import PrepTokenizers
import PrepTokens
import TestSupport
import Testing

@testable import PrepTokenizing

/// What becomes of the turns of conversations, of what an assistant thinks, and of data that a template wants otherwise.
@Suite struct ConversationTurnsTests {
  private let tokenizer: Tokenizer

  init() throws { tokenizer = try Tokenizer.named(Tokenizer.bundledDefaultName) }

  /// A template that shows thoughts in the last turn alone.
  private static let thinking = """
    {% for m in messages %}{{ m.role }}: {% if m.reasoning_content and loop.last %}({{ m.reasoning_content }}) {% endif %}\
    {{ m.content }}<|endoftext|>
    {% endfor %}{% if add_generation_prompt %}assistant: {% endif %}
    """
  private static let plain = """
    {% for m in messages %}{{ m.role }}: {{ m.content }}<|endoftext|>
    {% endfor %}{% if add_generation_prompt %}assistant: {% endif %}
    """

  private func sequences(_ template: String, _ messages: [Message], _ change: (inout TokenizingOptions) -> Void) throws
    -> [TokenSequence]
  {
    var options = TokenizingOptions()
    options.chat = try ChatFormat(ChatTemplate(name: "test", source: Array(template.utf8)))
    options.boundary = .split
    change(&options)
    return try ExampleTokenizer(tokenizer, options: options).tokenize(.chat(Chat(messages: messages)), weight: nil)
  }

  /// The text of each sequence, what is learnt in brackets.
  private func shown(_ sequences: [TokenSequence]) -> [String] {
    sequences.map { sequence in
      guard case .mask(let mask) = sequence.loss else { return tokenizer.decode(sequence.tokens) }
      var text = ""
      var isLearnt = false
      for (token, flag) in zip(sequence.tokens, mask) {
        if (flag == 1) != isLearnt { text += isLearnt ? "]" : "[" }
        isLearnt = flag == 1
        text += tokenizer.decode([token])
      }
      return text + (isLearnt ? "]" : "")
    }
  }

  private static func thought(_ text: String, _ words: String) -> Message {
    Message(
      role: "assistant", content: .text(Array(words.utf8)),
      other: [.init(key: "reasoning_content", json: Array("\"\(text)\"".utf8))])
  }

  private static let messages = [
    Message(role: "user", "q"), thought("one", "a"), Message(role: "user", "r"), thought("two", "b"),
  ]
  private static let inline = [
    Message(role: "user", "q"), Message(role: "assistant", "<think>\none\n</think>\n\na"), Message(role: "user", "r"),
    Message(role: "assistant", "<think>two</think>b"),
  ]
  private static let end = "<|endoftext|>"

  @Test func `each answer is a sequence as the model sees it`() throws {
    let e = Self.end
    for messages in [Self.messages, Self.inline] {
      #expect(
        shown(try sequences(Self.thinking, messages) { $0.turns = .each }) == [
          "user: q\(e)\nassistant: [(one) a\(e)]\n",
          "user: q\(e)\nassistant: a\(e)\nuser: r\(e)\nassistant: [(two) b\(e)]\n",
        ])
    }
    let last = try sequences(Self.thinking, Self.messages) {
      $0.turns = .each
      $0.mask = .last
    }
    #expect(last.count == 1)
    var left = Self.messages
    left[1].weight = 0
    #expect(try sequences(Self.thinking, left) { $0.turns = .each }.count == 1)
  }

  @Test func `thoughts are shown, kept or dropped, wherever they stand`() throws {
    let e = Self.end
    for messages in [Self.messages, Self.inline] {
      func text(_ template: String, _ reasoning: TokenizingOptions.Reasoning) throws -> String {
        shown(try sequences(template, messages) { $0.reasoning = reasoning })[0]
      }
      #expect(
        try text(Self.thinking, .template)
          == "user: q\(e)\nassistant: [a\(e)]\nuser: r\(e)\nassistant: [(two) b\(e)]\n")
      #expect(
        try text(Self.thinking, .keep)
          == "user: q\(e)\nassistant: [(one) a\(e)]\nuser: r\(e)\nassistant: [(two) b\(e)]\n")
      for template in [Self.thinking, Self.plain] {
        #expect(
          try text(template, .drop) == "user: q\(e)\nassistant: [a\(e)]\nuser: r\(e)\nassistant: [b\(e)]\n")
      }
      #expect(try text(Self.plain, .keep).contains("[<think>\none\n</think>\n\na\(e)]"))
    }
    let never = "{% for m in messages %}{{ m.role }}: {{ m.content.split('</think>')[-1] }}<|endoftext|>\n{% endfor %}"
    #expect(throws: TokenizingFault.self) { try sequences(never, Self.messages) { $0.reasoning = .keep } }
  }

  @Test func `a long conversation becomes several of whole turns`() throws {
    var messages = [Message(role: "system", "s")]
    for number in 0..<7 {
      messages += [Message(role: "user", "question \(number)"), Message(role: "assistant", "answer \(number)")]
    }
    let whole = try sequences(Self.plain, messages) { _ in }[0].tokens.count
    for limit in [whole, whole - 1, whole / 2, whole / 3, 40] {
      let parts = try sequences(Self.plain, messages) {
        $0.maxTokens = limit
        $0.overflow = .splitTurns
      }
      let texts = parts.map { tokenizer.decode($0.tokens) }
      #expect(parts.allSatisfy { $0.tokens.count <= limit })
      #expect(texts.allSatisfy { $0.hasPrefix("system: s") })
      for number in 0..<7 {
        #expect(texts.filter { $0.contains("question \(number)") && $0.contains("answer \(number)") }.count == 1)
      }
      #expect((parts.count == 1) == (limit == whole))
    }
    #expect(throws: TokenizingFault.self) {
      try sequences(Self.plain, messages) {
        $0.maxTokens = 4
        $0.overflow = .splitTurns
      }
    }
  }

  @Test func `contents become what the template writes well`() throws {
    let e = Self.end
    let parts =
      "{% for m in messages %}{{ m.role }}: {% for p in m.content %}{% if p.type == 'text' %}{{ p.text }}{% endif %}{% endfor %}<|endoftext|>\n{% endfor %}"
    let list = Message(
      role: "user", content: .parts(Array(#"[{"type":"text","text":"q"},{"type":"text","text":"r"}]"#.utf8)))
    let answer = Message(role: "assistant", "a")
    let want = "user: qr\(e)\nassistant: [a\(e)]\n"
    for template in [parts, Self.plain] {
      #expect(shown(try sequences(template, [list, answer]) { _ in }) == [want])
      #expect(shown(try sequences(template, [Message(role: "user", "qr"), answer]) { _ in }) == [want])
      for message in [list, Message(role: "user", "qr")] {
        // Exactly as they are, one of them is lost or written as Python would.
        let isRight = (template == parts) == (message == list)
        let result = try? sequences(template, [message, isRight && template == parts ? list : answer]) {
          $0.chat?.takesExactData = true
          $0.mask = .all
        }
        if !isRight { #expect(result == nil) }
      }
    }
    let picture = Message(
      role: "user", content: .parts(Array(#"[{"type":"image"},{"type":"text","text":"q"}]"#.utf8)))
    #expect(throws: TokenizingFault.self) { try sequences(Self.plain, [picture, answer]) { _ in } }
    let first = "{% for m in messages %}{{ m.content[0].text }}<|endoftext|>{% endfor %}"
    #expect(throws: TokenizingFault.self) { try sequences(first, [list, answer]) { _ in } }
  }

  @Test func `what a template leaves out is bad data`() throws {
    let deaf =
      "{% for m in messages %}{% if m.role != 'system' %}{{ m.role }}: {{ m.content }}<|endoftext|>{% endif %}{% endfor %}"
    let messages = [Message(role: "user", "q"), Message(role: "assistant", "a")]
    #expect(try sequences(deaf, messages) { _ in }.count == 1)
    #expect(throws: TokenizingFault.self) { try sequences(deaf, [Message(role: "system", "s")] + messages) { _ in } }
    let spelled =
      "{% for m in messages %}{{ m.role }}:{% for c in m.content %} {{ c }}{% endfor %}<|endoftext|>{% endfor %}"
    #expect(throws: TokenizingFault.self) {
      try sequences(spelled, [Message(role: "user", "que"), Message(role: "assistant", "ans")]) { _ in }
    }
    let calls =
      "{% for m in messages %}{{ m.role }}: {{ m.content }}{% if m.tool_calls %}{{ m.tool_calls[0].function.name }}{% endif %}<|endoftext|>{% endfor %}"
    let caller = Message(
      role: "assistant", content: .text([]),
      other: [
        .init(
          key: "tool_calls",
          json: Array(#"[{"function":{"name":"tide","arguments":{"harbor":"Husum"}}}]"#.utf8))
      ])
    #expect(throws: TokenizingFault.self) { try sequences(calls, [messages[0], caller]) { _ in } }
  }
}
