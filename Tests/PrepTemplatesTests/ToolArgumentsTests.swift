import PrepExamples
import TestSupport
import Testing

@testable import PrepTemplates

@Suite struct ToolArgumentsTests {
  private static let template = """
    {% for m in messages %}{{ m.role }}{% for c in m.tool_calls or [] %} {{ c.function.arguments | tojson }}{% endfor %};{% endfor %}
    """

  private static func text(_ arguments: String, adapts: Bool) throws -> String {
    var settings = TemplateSettings()
    settings.adaptsData = adapts
    let renderer = try ChatRenderer(ChatTemplate(name: "t", source: Array(template.utf8)), settings)
    let call = #"[{"id":"1","type":"function","function":{"name":"f","arguments":\#(arguments)}}]"#
    let messages = [
      Message(role: "user", "q"),
      Message(role: "assistant", content: .none, other: [.init(key: "tool_calls", json: Array(call.utf8))]),
    ]
    return String(decoding: try renderer.render(Chat(messages: messages)).bytes, as: UTF8.self)
  }

  /// Each form of arguments, and what a template prints of them that would write a text twice encoded.
  @Test(arguments: [
    ("\"\"", "{}"), ("\" \"", "{}"), ("null", "{}"), ("{}", "{}"), (#"{"a":1}"#, #"{"a": 1}"#),
    (#""{\"a\":1}""#, #"{"a": 1}"#), ("\"words\"", "\"words\""),
  ]) func `exact data are given as they are, and adapted ones as the template writes them well`(
    arguments: String, adapted: String
  ) throws {
    #expect(try Self.text(arguments, adapts: true) == "user;assistant \(adapted);")
    // Objects are printed with a blank behind the colon.
    let exact = arguments.first == "{" ? arguments.replacing("\":1", with: "\": 1") : arguments
    #expect(try Self.text(arguments, adapts: false) == "user;assistant \(exact);")
  }
}
