import PrepExamples
import TestSupport
import Testing

@testable import PrepTemplates

@Suite struct TurnShapeTests {
  private static let names = [
    "<|im_start|>", "<|im_end|>", "<|start|>", "<|end|>", "<|message|>", "<|return|>", "<|user|>", "<|assistant|>",
    "</think>",
  ]
  private static let controls = names.enumerated().map { ControlToken(text: Array($1.utf8), id: UInt32($0)) }

  /// A rendering with brackets around what is trained, and every control token whole.
  private func marked(_ template: String, _ messages: [Message], tools: String? = nil) throws -> String {
    let renderer = try ChatRenderer(
      ChatTemplate(name: "test", source: Array(template.utf8)), TemplateSettings(), controls: Self.controls)
    let chat = try renderer.render(Chat(messages: messages, tools: tools.map { Array($0.utf8) }))
    var result = ""
    var start = 0
    var wasTrained = false
    for piece in chat.pieces {
      let text = String(decoding: chat.bytes[start..<piece.end], as: UTF8.self)
      if let control = piece.control { #expect(text == Self.names[Int(control)]) }
      let isAnswer = piece.message >= 0 && messages[Int(piece.message)].role == "assistant"
      let isTrained = isAnswer && [.content, .reasoning, .toolCall, .end].contains(piece.part)
      if !text.isEmpty {
        if isTrained != wasTrained { result += isTrained ? "[" : "]" }
        wasTrained = isTrained
      }
      result += text
      start = piece.end
    }
    return result + (wasTrained ? "]" : "")
  }

  private static let turns = [
    Message(role: "user", "UUU"), Message(role: "assistant", "AAA"), Message(role: "user", "VVV"),
    Message(role: "assistant", "BBB"),
  ]
  private static let chatML = """
    {% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}\
    {% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}
    """
  private static let trainedChatML = """
    <|im_start|>user\nUUU<|im_end|>\n<|im_start|>assistant\n[AAA<|im_end|>]\n<|im_start|>user\nVVV<|im_end|>\n\
    <|im_start|>assistant\n[BBB<|im_end|>]\n
    """

  @Test(arguments: [
    // Those that refuse a conversation without tools, or without a text of the system.
    "{% if not tools %}{{ raise_exception('needs tools') }}{% endif %}",
    "{%- for tool in tools %}{{ tool.function.name[:0] }}{% endfor %}",
    "{% if messages[0].role != 'system' and messages|length < 4 %}{{ raise_exception('system first') }}{% endif %}",
    // One that takes none of the conversations that are tried.
    "{% if messages|length < 4 %}{{ raise_exception('too short') }}{% endif %}",
  ])
  func `headers are given, whatever a template asks of a conversation`(_ demand: String) throws {
    let tools = #"[{"type":"function","function":{"name":"f","parameters":{}}}]"#
    #expect(try marked(demand + Self.chatML, Self.turns, tools: tools) == Self.trainedChatML)
  }

  @Test func `the end of a message that is written only when another follows asks for nothing`() throws {
    let template = """
      {% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content }}\
      {% if (loop.last and add_generation_prompt) or not loop.last %}{{ '<|im_end|>\\n' }}{% endif %}{% endfor %}\
      {% if add_generation_prompt and messages[-1].role != 'assistant' %}{{ '<|im_start|>assistant\\n' }}{% endif %}
      """
    #expect(
      try marked(template, Self.turns) == Self.trainedChatML.replacing("[BBB<|im_end|>]\n", with: "[BBB]"))
  }

  @Test(arguments: [
    // What asks for an answer to come, printed always, behind answers that have an end and that have none.
    (
      "{% for m in messages %}{{ m.role + ': ' + m.content + '\\n' }}{% endfor %}Bot:",
      "user: UUU\nassistant: [AAA]\nuser: VVV\nassistant: [BBB]\nBot:"
    ),
    (
      "{% for m in messages %}{{ '<|' + m.role + '|>\\n' + m.content }}{% endfor %}<|assistant|>",
      "<|user|>\nUUU<|assistant|>\n[AAA]<|user|>\nVVV<|assistant|>\n[BBB]<|assistant|>"
    ),
    // A prompt that is spelled otherwise than the headers are.
    (
      "{% for m in messages %}{{ '### ' + m.role + ': ' + m.content + '\\n' }}{% endfor %}{% if add_generation_prompt %}### Assistant: {% endif %}",
      "### user: UUU\n### assistant: [AAA]\n### user: VVV\n### assistant: [BBB]\n"
    ),
    // Something constant behind all messages that no answer begins with.
    (
      "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>' }}{% endfor %}<|return|>",
      "<|im_start|>user\nUUU<|im_end|><|im_start|>assistant\n[AAA<|im_end|>]<|im_start|>user\nVVV<|im_end|><|im_start|>assistant\n[BBB<|im_end|>]<|return|>"
    ),
    // An end that is printed with the next message, and behind the last.
    (
      "{% for m in messages %}{% if not loop.first %}<|end|>{% endif %}{{ '<|' + m.role + '|>' + m.content }}{% endfor %}<|end|>",
      "<|user|>UUU<|end|><|assistant|>[AAA<|end|>]<|user|>VVV<|end|><|assistant|>[BBB<|end|>]"
    ),
  ])
  func `what stands behind all messages is trained only where it ends the answer`(
    _ template: String, _ expected: String
  ) throws {
    #expect(try marked(template, Self.turns) == expected)
  }

  @Test(arguments: [
    (
      "{% for m in messages %}{{ '<|start|>' + m.role + '<|message|>' + m.content + '<|end|>' }}{% endfor %}<|return|>",
      "<|start|>user<|message|>UUU<|end|><|start|>tool<|message|>RRR<|end|><|start|>assistant<|message|>[AAA<|end|>]<|return|>"
    ),
    (
      "{% for m in messages %}{% if m.role == 'tool' %}R{{ m.content }}{% if add_generation_prompt %}{{ '\\n\\n<think>' }}{% else %}{{ '\\n\\n' }}{% endif %}{% elif m.role == 'assistant' %}{{ '</think>' + m.content + '<|end|>' }}{% else %}{{ 'U' + m.content }}{% endif %}{% endfor %}",
      "UUUURRRR\n\n</think>[AAA<|end|>]"
    ),
  ])
  func `a control token is given as a whole or not at all`(_ template: String, _ expected: String) throws {
    let messages = [
      Message(role: "user", "UUU"), Message(role: "tool", "RRR"), Message(role: "assistant", "AAA"),
    ]
    #expect(try marked(template, messages) == expected)
  }

  @Test func `an answer that calls tools ends as plain ones do where the end is printed behind the loop`() throws {
    let template = """
      {% for m in messages %}{{ '<|' + m.role + '|>' + m.content }}{% for c in m.tool_calls or [] %}\
      {{ '<call>' + c.function.name + '</call>' }}{% endfor %}{% if not loop.last %}<|end|>{% endif %}{% endfor %}<|end|>
      """
    let calls = Array(#"[{"id":"a","type":"function","function":{"name":"now","arguments":{}}}]"#.utf8)
    let messages = [
      Message(role: "user", "UUU"),
      Message(role: "assistant", content: .text(Array("AAA".utf8)), other: [.init(key: "tool_calls", json: calls)]),
    ]
    #expect(try marked(template, messages) == "<|user|>UUU<|end|><|assistant|>[AAA<call>now</call><|end|>]")
  }

  @Test func `a loop that looks through a text and prints nothing of it writes no list`() throws {
    let template = """
      {% for m in messages %}{% for c in m.content %}{% if c.type == 'image' %}{{ c.type }}{% endif %}{% endfor %}\
      {{ '<|' + m.role + '|>' + m.content }}{% endfor %}
      """
    var settings = TemplateSettings()
    settings.adaptsData = true
    let renderer = try ChatRenderer(ChatTemplate(name: "test", source: Array(template.utf8)), settings)
    let chat = try renderer.render(Chat(messages: Self.turns))
    #expect(!renderer.wroteObject)
    #expect(String(decoding: chat.bytes, as: UTF8.self) == "<|user|>UUU<|assistant|>AAA<|user|>VVV<|assistant|>BBB")
  }

  @Test func `conversations with tools are shown by the template that is there for them`() throws {
    let plain = try ChatTemplate(
      name: "plain", source: Array("{% for m in messages %}{{ m.content }}{% endfor %}".utf8))
    let other = try ChatTemplate(
      name: "tools", source: Array("{{ tools|length }}{% for m in messages %}{{ m.content }}{% endfor %}".utf8))
    let renderer = try ChatRenderer(plain.with(forTools: other))
    let chat = Chat(messages: Self.turns)
    let withTools = Chat(messages: Self.turns, tools: Array(#"[{"type":"function","function":{"name":"f"}}]"#.utf8))
    #expect(String(decoding: try renderer.render(withTools).bytes, as: UTF8.self) == "1UUUAAAVVVBBB")
    #expect(String(decoding: try renderer.render(chat).bytes, as: UTF8.self) == "UUUAAAVVVBBB")
  }
}
