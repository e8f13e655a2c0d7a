import PrepDiagnostics
import PrepRecords
import PrepShapes
import TestSupport
import Testing

@testable import PrepExamples

/// Messages as others write them mean what ours mean, to whoever reads examples.
@Suite struct MessageOthersTests {
  private func chat(_ messages: String) throws -> Example {
    try ExampleReader(shape: .chat).read(record("{\"messages\":[\(messages)]}"))
  }

  private static let speakers = RoleKind.table.filter {
    $0.isAlias && !$0.isCall && [.user, .assistant, .system].contains($0.kind)
  }

  @Test func `whoever speaks under another name is who speaks`() throws {
    #expect(Self.speakers.count > 10)
    for name in Self.speakers {
      for rest in ["", ",\"weight\":0", ",\"x\":[1]"] {
        func message(_ role: String) -> String { "{\"role\":\"\(role)\",\"content\":\"c\"\(rest)}" }
        let before = #"{"role":"user","content":"q"},"#
        #expect(
          try chat(before + message(name.name)) == chat(before + message(name.kind.name)), "\(name.name) \(rest)")
      }
    }
  }

  @Test func `a call in its old form is a call, and its answer is to it`() throws {
    let old = try chat(
      #"{"role":"user","content":"q"},{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{\"a\":1}"}},{"role":"function","name":"f","content":"r"}"#
    )
    guard case .chat(let chat) = old else { return #expect(Bool(false)) }
    #expect(chat.messages.map(\.role) == ["user", "assistant", "tool"])
    #expect(chat.messages[1]["function_call"] == nil)
    let calls = try JSONDocument(#require(chat.messages[1]["tool_calls"])).root
    #expect(try calls.elements.first { _ in true }?["function"]?["arguments"]?.string() == #"{"a":1}"#)
    #expect(
      chat.messages[2]["tool_call_id"]
        == calls.elements.first { _ in true }?["id"].map { Array($0.withUnsafeBytes { $0 }) })
  }

  @Test func `a role that nobody knows beside one that others write is a finding`() throws {
    #expect(throws: Diagnostic.self) { try chat(#"{"role":"human","content":"q"},{"role":"Zork","content":"a"}"#) }
  }

  @Test(arguments: ["-1", "-0.5", "\"x\"", "[]"]) func `a weight is no less than nothing`(weight: String) throws {
    for record in [
      "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\",\"weight\":\(weight)}]}",
      "{\"messages\":[{\"role\":\"human\",\"content\":\"q\"},{\"role\":\"gpt\",\"content\":\"a\",\"weight\":\(weight)}]}",
    ] {
      let read = try PrepExamplesTests.record(record)
      #expect(throws: Diagnostic.self) { try ExampleReader(shape: .chat).read(read) }
    }
    #expect(throws: Diagnostic.self) {
      try ExampleReader(shape: .text).weight(of: PrepExamplesTests.record("{\"text\":\"t\",\"weight\":\(weight)}"))
    }
  }

  @Test func `the texts of a record are all that its messages say, calls and thoughts among them`() throws {
    func texts(_ line: String) throws -> [String] {
      var texts: [[UInt8]] = []
      try RecordTexts(record(line)).collect(DocumentOptions(), into: &texts)
      return texts.map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(
      try texts(
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","reasoning_content":"t","content":"","tool_calls":[{"id":"i","function":{"name":"f","arguments":"{}"}}]},{"role":"assistant","content":null,"refusal":"no"}]}"#
      ) == ["q", "t", "", "f", "{}", "no"])
    #expect(try texts(#"{"conversations":[{"user":"q","assistant":"a"}]}"#) == ["q", "a"])
    #expect(
      try texts(
        #"{"contents":[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":{"a":1}}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"b":2}}}]},{"role":"model","parts":[{"text":"a"}]}]}"#
      ) == ["q", "f", #"{"a":1}"#, #"{"b":2}"#, "a"])
    #expect(
      try texts(
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"t"}]},{"type":"text","text":"a"}]}]}"#
      ) == ["q", "t", "a"])
  }
}
