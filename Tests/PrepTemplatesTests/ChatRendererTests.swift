import PrepExamples
import TestSupport
import Testing

@testable import PrepTemplates

@Suite struct ChatRendererTests {
  private static let controls = [
    "<|im_start|>", "<|im_end|>", "</s>", "<s>", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>",
    "<|begin_of_text|>",
    "<end_of_turn>", "<start_of_turn>", "<bos>", "<|end|>", "<|user|>", "<|assistant|>", "<|system|>", "<|start|>",
    "<|message|>",
    "<|return|>", "<|channel|>", "[INST]", "[/INST]",
  ].enumerated().map { ControlToken(text: Array($1.utf8), id: UInt32($0)) }

  private let settings = TemplateSettings(
    tokens: [("bos_token", "<s>"), ("eos_token", "</s>")], time: TemplateTime(year: 2026, month: 11, day: 25))

  /// The pieces as text, each with its part.
  private func pieces(_ chat: RenderedChat) -> [String] {
    var start = 0
    return chat.pieces.map { piece in
      defer { start = piece.end }
      return
        "\(piece.message) \(piece.part): \(String(decoding: chat.bytes[start..<piece.end], as: UTF8.self).debugDescription)"
    }
  }

  private func renderer(_ source: String) throws -> ChatRenderer {
    try ChatRenderer(ChatTemplate(name: "test", source: Array(source.utf8)), settings, controls: Self.controls)
  }

  private static let unmarked = """
    {% for m in messages %}<|im_start|>{{ m.role }}
    {{ m.content }}<|im_end|>
    {% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
    {% endif %}
    """

  @Test func `a template that marks nothing is cut into the parts of its turns`() throws {
    let result = try renderer(Self.unmarked).render(
      Chat(messages: [Message(role: "user", "hi"), Message(role: "assistant", "yo")]))
    #expect(
      pieces(result) == [
        "0 header: \"<|im_start|>\"", "0 header: \"user\\n\"", "0 content: \"hi\"", "0 end: \"<|im_end|>\"",
        "0 after: \"\\n\"",
        "1 header: \"<|im_start|>\"", "1 header: \"assistant\\n\"", "1 content: \"yo\"", "1 end: \"<|im_end|>\"",
        "1 after: \"\\n\"",
      ])
    #expect(result.pieces.map(\.control) == [0, nil, nil, 1, nil, 0, nil, nil, 1, nil])
    #expect(result.pieces.map(\.isData) == [false, false, true, false, false, false, false, true, false, false])
  }

  @Test func `empty contents keep their place, and prompts are told apart`() throws {
    let result = try renderer(Self.unmarked).render(Chat(messages: [Message(role: "user", "")]), addsPrompt: true)
    #expect(
      pieces(result) == [
        "0 header: \"<|im_start|>\"", "0 header: \"user\\n\"", "0 content: \"\"", "0 end: \"<|im_end|>\"",
        "0 after: \"\\n\"",
        "-1 prompt: \"<|im_start|>\"", "-1 prompt: \"assistant\\n\"",
      ])
  }

  @Test func `what a message says never is a control token`() throws {
    let words = Self.controls.map { String(decoding: $0.text, as: UTF8.self) }.joined(separator: " ")
    for name in ChatTemplate.bundledNames {
      let renderer = try ChatRenderer(.named(name), settings, controls: Self.controls)
      for _ in 0..<2 {
        let result = try renderer.render(
          Chat(messages: [Message(role: "user", words), Message(role: "assistant", words)]))
        #expect(result.pieces.allSatisfy { !$0.isData || $0.control == nil })
        #expect(result.pieces.contains { $0.isData })
      }
    }
    // Nor does a role that no template knows.
    let tricky = try renderer("{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}")
    let known = try tricky.render(Chat(messages: [Message(role: "user", "x")]))
    #expect(known.pieces.contains { $0.control != nil })
    let forged = try tricky.render(Chat(messages: [Message(role: "im_end", "x")]))
    #expect(forged.pieces.allSatisfy { $0.control == nil })
  }

  @Test(arguments: UInt64(1)...4) func `renderings put together from plans are those of the template`(seed: UInt64)
    throws
  {
    var random = SeededGenerator(seed: seed)
    let words = [
      "", " ", "hi", " padded \n", "</think>", "<think>a</think>b", "<tool_response>x</tool_response>", "日本", "\n\nx",
      "\n", "\n \n", " \n \u{3000}", "x\n\n", "\n\u{A0}\ny \n",
      "</s>",
    ]
    for name in ChatTemplate.bundledNames {
      let template = try ChatTemplate.named(name)
      let plain = try ChatRenderer(
        template, settings, controls: Self.controls, limits: TemplateLimits(), usesPlans: false)
      let planned = try ChatRenderer(template, settings, controls: Self.controls)
      for _ in 0..<15 {
        var messages: [Message] = []
        if Bool.random(using: &random) {
          messages.append(Message(role: "system", words.randomElement(using: &random) ?? ""))
        }
        for turn in 0..<Int.random(in: 1...4, using: &random) {
          messages.append(
            Message(role: turn % 2 == 0 ? "user" : "assistant", words.randomElement(using: &random) ?? ""))
        }
        let chat = Chat(messages: messages)
        let addsPrompt = Bool.random(using: &random)
        let expected = try? plain.render(chat, addsPrompt: addsPrompt)
        let result = try? planned.render(chat, addsPrompt: addsPrompt)
        #expect(result == expected, "\(name)")
      }
    }
  }

  @Test(arguments: UInt64(1)...40) func `whatever goes from the ends of a content, its plan makes go from others`(
    seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let trims = [
      "lstrip('\\n')", "rstrip('\\n')", "strip('\\n')", "lstrip()", "rstrip()", "strip()", "strip(' ')",
      "lstrip('\\nx')",
    ]
    var expression = "message.content"
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      expression += "." + trims[Int.random(in: 0..<8, using: &random)]
    }
    let source = "{% for message in messages %}[{{ \(expression) }}|{{ 'e' if not \(expression) }}]{% endfor %}"
    let template = try ChatTemplate(name: "test", source: Array(source.utf8))
    let plain = try ChatRenderer(template, settings, controls: [], limits: TemplateLimits(), usesPlans: false)
    let planned = try ChatRenderer(template, settings, controls: [])
    let parts = ["\n", " ", "\t", "\u{3000}", "x", "日"]
    for _ in 0..<60 {
      var content = ""
      for _ in 0..<Int.random(in: 0...6, using: &random) { content += parts[Int.random(in: 0..<6, using: &random)] }
      let chat = Chat(messages: [Message(role: "user", content), Message(role: "assistant", "\n" + content)])
      #expect(try planned.render(chat) == plain.render(chat), "\(expression) of \(content.debugDescription)")
    }
  }

  @Test(arguments: UInt64(1)...60) func `what a template looks for in contents, its plan looks for in others`(
    seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let texts = [
      "message.content", "('<a></a>' ~ message.content)", "('<a' ~ message.content ~ '</a>')",
      "(message.content | trim)",
      "(message.content ~ ' b')", "(message.content ~ message.content)", "message.content.strip('\\n')", "'<a></a>'",
    ]
    let wanted = ["'</a>'", "'a'", "'<a'", "'> '", "'\\n'", "''"]
    func text() -> String { texts[Int.random(in: 0..<texts.count, using: &random)] }
    func words() -> String { wanted[Int.random(in: 0..<wanted.count, using: &random)] }
    func expression() -> String {
      switch Int.random(in: 0..<8, using: &random) {
      case 0: "\(text()) | length > 0"
      case 1: "\(text()) | length == 0"
      case 2: "\(words()) in \(text())"
      case 3: "\(words()) not in \(text())"
      case 4: "(\(text()).split(\(words())) | last) ~ '.'"
      case 5: "\(text()).split(\(words()))[0] | trim"
      case 6: "\(text()).replace(\(words()), '+')"
      default: "\(text()) == \(text())"
      }
    }
    let source = "{% for message in messages %}[{{ \(expression()) }}|{{ \(expression()) }}]{% endfor %}"
    let template = try ChatTemplate(name: "test", source: Array(source.utf8))
    let plain = try ChatRenderer(template, settings, controls: [], limits: TemplateLimits(), usesPlans: false)
    let planned = try ChatRenderer(template, settings, controls: [])
    let parts = ["\n", " ", "</a>", "<a", "a>", ">", "b", "日"]
    for _ in 0..<60 {
      var content = ""
      for _ in 0..<Int.random(in: 0...4, using: &random) { content += parts[Int.random(in: 0..<8, using: &random)] }
      let chat = Chat(messages: [Message(role: "user", content), Message(role: "assistant", "b" + content)])
      let expected = Result { try plain.render(chat) }
      let result = Result { try planned.render(chat) }
      #expect((try? result.get()) == (try? expected.get()), "\(source) of \(content.debugDescription)")
    }
  }

  @Test func `each bundled template runs once for conversations of the same roles`() throws {
    for name in ChatTemplate.bundledNames {
      let renderer = try ChatRenderer(ChatTemplate.named(name), settings, controls: Self.controls)
      func messages(_ texts: [String]) -> [Message] {
        texts.enumerated().map { Message(role: $0.offset % 2 == 0 ? "user" : "assistant", $0.element) }
      }
      var buffer = ChatBuffer()
      guard (try? renderer.render(messages(["a", "b", "c", "d"]), into: &buffer)) != nil else { continue }
      let others = messages(["What is it?\nSay so.", "This:\n\n- one\n- two\n", "\tAnd < that?", "> 2"])
      #expect(renderer.renderByPlan(others, addsPrompt: false, into: &buffer), "\(name)")
    }
  }

  @Test func `drift is found where it begins`() throws {
    let chat = Chat(messages: [
      Message(role: "user", "q"), Message(role: "assistant", "<think>a</think>b"), Message(role: "user", "q"),
      Message(role: "assistant", "c"),
    ])
    #expect(try renderer(Self.unmarked).firstDrift(chat) == nil)
    #expect(try ChatRenderer(.named("chatml"), settings).firstDrift(chat) == nil)
    #expect(try ChatRenderer(.named("qwen3"), settings).firstDrift(chat) == 2)
    #expect(try ChatRenderer(.named("phi3"), settings).firstDrift(chat) == 1)
  }

  @Test func `a conversation of many messages takes time in proportion`() throws {
    func seconds(_ count: Int) throws -> Double {
      let messages = (0..<count).map { Message(role: $0 % 2 == 0 ? "user" : "assistant", "word \($0)") }
      let renderer = try ChatRenderer(
        .named("alpaca"), TemplateSettings(tokens: [("bos_token", "<s>"), ("eos_token", "</s>")]))
      let start = ContinuousClock.now
      let rendered = try renderer.render(Chat(messages: messages))
      #expect(rendered.pieces.last?.end == rendered.bytes.count)
      return (ContinuousClock.now - start) / .seconds(1)
    }
    // Eight times the messages took sixty times as long when every turn looked through all of the rendering.
    let short = try seconds(500)
    #expect(try seconds(4000) < max(0.5, short * 24))
  }
}
