import Foundation
import PrepExamples
import TestSupport
import Testing

@testable import PrepTemplates
@testable import PrepTokenizing

/// Tools and calls mean one thing, in whatever form they are written: the text is the same, or the record is invalid.
@Suite struct ToolFormLawTests {
  private static let function =
    #"{"name":"tide","description":"Says the tide","parameters":{"type":"object","properties":{"day":{"type":"string"}}}}"#
  private static let tool = #"{"type":"function","function":\#(function)}"#

  private static func text(_ json: String) -> String { String(decoding: JSONText.text(json), as: UTF8.self) }

  private static let names = [
    "qwen2.5", "qwen3-coder", "llama3.1", "glm4.5", "gpt-oss", "kimi-k2", "granite4", "chatml",
  ]

  private static func line(tools: String?, key: String = "tools", arguments: String, name: String? = "tide") -> String {
    let function = [name.map { "\"name\":\"\($0)\"" }, "\"arguments\":\(arguments)"].compactMap { $0 }
    let call = #"{"id":"call00001","type":"function","function":{\#(function.joined(separator: ","))}}"#
    let messages =
      #"[{"role":"user","content":"When?"},{"role":"assistant","content":"","tool_calls":[\#(call)]},{"role":"tool","content":"Soon","tool_call_id":"call00001","name":"tide"},{"role":"assistant","content":"Soon."}]"#
    return #"{"messages":\#(messages)\#(tools.map { ",\"\(key)\":\($0)" } ?? "")}"#
  }

  private static func labellers() throws -> [(String, ChatLabeller)] {
    try names.map { ($0, try TrainedPartsTests.labeller($0, try ChatTemplate.named($0).source)) }
      + TrainedPartsTests.sources().dropFirst(ChatTemplate.bundledNames.count).filter {
        $0.name.contains("GLM-4") || $0.name.contains("gptoss") || $0.name.contains("qwen3_instruct")
      }.map { ($0.name, try TrainedPartsTests.labeller($0.name, $0.source)) }
  }

  @Test func `tools are the same in every form`() throws {
    let list = "[\(Self.tool)]"
    let forms = [
      "text of a list": Self.text(list), "list of texts": "[\(Self.text(Self.tool))]",
      "twice": Self.text(Self.text(list)),
      "one": Self.tool, "text of one": Self.text(Self.tool), "bare": "[\(Self.function)]", "bare one": Self.function,
      "text of bare": Self.text("[\(Self.function)]"), "by name": #"{"tide":\#(Self.tool)}"#,
      "bare by name": #"{"tide":\#(Self.function)}"#,
      "by name alone":
        #"{"tide":{"description":"Says the tide","parameters":{"type":"object","properties":{"day":{"type":"string"}}}}}"#,
    ]
    let broken = [
      "prose": "\"call tide(day)\"", "number": "7", "mixed": "[\(Self.tool),7]", "no tools": #"{"a":{"b":1}}"#,
    ]
    for (name, labeller) in try Self.labellers() {
      let arguments = #"{"day":"Monday"}"#
      let usual = try ShownContentLawTests.text(Self.line(tools: list, arguments: arguments), labeller)
      for (form, tools) in forms {
        for key in ["tools", "functions"] {
          let text = try ShownContentLawTests.text(Self.line(tools: tools, key: key, arguments: arguments), labeller)
          #expect(text == usual, "\(name): \(form) as \(key)")
        }
      }
      for (form, tools) in broken {
        let text = try ShownContentLawTests.text(Self.line(tools: tools, arguments: arguments), labeller)
        #expect(text == nil, "\(name): \(form)")
      }
    }
  }

  @Test func `arguments are the same in every form, and nothing but an object is taken`() throws {
    let object = #"{"day":"Monday"}"#
    let forms = [Self.text(object), Self.text(Self.text(object)), Self.text(" " + object + "\n")]
    let broken = [
      Self.text(#"{"day": Monday}"#), Self.text("{'day': 'Monday'}"), #"["Monday"]"#, Self.text(#"["Monday"]"#), "7",
      Self.text("Monday"), "true", Self.text(Self.text("[1]")),
    ]
    for (name, labeller) in try Self.labellers() {
      let usual = try ShownContentLawTests.text(Self.line(tools: nil, arguments: object), labeller)
      for arguments in forms {
        let text = try ShownContentLawTests.text(Self.line(tools: nil, arguments: arguments), labeller)
        func dense(_ text: String?) -> String? { text?.filter { !$0.isWhitespace } }
        #expect(dense(text) == dense(usual), "\(name): \(arguments)")
      }
      for arguments in broken {
        #expect(
          try ShownContentLawTests.text(Self.line(tools: nil, arguments: arguments), labeller) == nil,
          "\(name): \(arguments)")
      }
      for nobody in [nil, "", "  "] {
        #expect(
          try ShownContentLawTests.text(Self.line(tools: nil, arguments: object, name: nobody), labeller) == nil,
          "\(name)")
      }
    }
  }

  @Test func `a call beside its id is one in a function`() throws {
    for (name, labeller) in try Self.labellers() {
      let usual = Self.line(tools: nil, arguments: #"{"day":"Monday"}"#)
      let flat = usual.replacingOccurrences(
        of: #""type":"function","function":{"name":"tide","arguments":{"day":"Monday"}}"#,
        with: #""name":"tide","arguments":{"day":"Monday"}"#)
      #expect(flat != usual)
      #expect(
        try ShownContentLawTests.text(flat, labeller) == ShownContentLawTests.text(usual, labeller), "\(name)")
    }
  }

  @Test func `a template that wants functions alone gets them`() throws {
    let source =
      "{% for t in tools %}{{ t.name }}{% endfor %}{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}"
    let labeller = try TrainedPartsTests.labeller("bare", Array(source.utf8))
    for tools in ["[\(Self.tool)]", "[\(Self.function)]"] {
      let line = #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"tools":\#(tools)}"#
      #expect(try ShownContentLawTests.text(line, labeller)?.contains("tide") == true)
    }
  }
}

/// A text as JSON.
private enum JSONText {
  static func text(_ text: String) -> [UInt8] {
    Array((try? JSONEncoder().encode(text)) ?? Data())
  }
}
