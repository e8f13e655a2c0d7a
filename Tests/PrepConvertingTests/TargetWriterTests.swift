import PrepConverting
import Testing

/// What is written for a target is in its form, and what is left out is named.
@Suite struct TargetWriterTests {
  private typealias Convert = ConverterTests

  static let calls =
    #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":{"a":1}}}]},{"role":"tool","content":"12","tool_call_id":"call_1"},{"role":"assistant","content":"a"}],"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"a":{"type":"integer"}}}}}]}"#

  @Test func `messages beside two answers are their prompt`() throws {
    let expected =
      #"{"prompt":[{"role":"user","content":"q"}],"chosen":[{"role":"assistant","content":"a"}],"rejected":[{"role":"assistant","content":"b"}]}"#
    for answers in [
      #""chosen":{"role":"assistant","content":"a"},"rejected":{"role":"assistant","content":"b"}"#,
      #""chosen":"a","rejected":"b""#,
      #""chosen":[{"role":"assistant","content":"a"}],"rejected":[{"role":"assistant","content":"b"}]"#,
    ] {
      let found = try Convert.convert(#"{"messages":[{"role":"user","content":"q"}],"# + answers + "}", to: "trl-dpo")
      #expect(found.lines == expected + "\n")
      #expect(found.losses.isEmpty)
    }
  }

  @Test(arguments: ["", #""prompt":"q","#, #""messages":[{"role":"user","content":"q"}],"#])
  func `what both conversations begin with is the prompt`(prompt: String) throws {
    let json =
      "{" + prompt
      + #""chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"rejected":[{"role":"user","content":"q"},{"role":"assistant","content":"b"}]}"#
    let expected =
      #"{"input":{"messages":[{"role":"user","content":"q"}]},"preferred_output":[{"role":"assistant","content":"a"}],"non_preferred_output":[{"role":"assistant","content":"b"}]}"#
    #expect(try Convert.convert(json, to: "openai-dpo").lines == expected + "\n")
  }

  @Test func `arguments are written as asked for, with a form and without`() throws {
    for form in [nil, "chat", "trl-sft"] {
      #expect(try Convert.convert(Self.calls, to: form, arguments: .string).lines.contains(#""arguments":"{\"a\":1}""#))
      let object = try Convert.convert(
        Self.calls.replacing(#"{"a":1}"#, with: #""{\"a\":1}""#), to: form, arguments: .object
      ).lines
      #expect(object.contains(#""arguments":{"a":1}"#))
    }
  }

  @Test func `calls and the answers to them get the same id of nine letters and digits`() throws {
    let lines = try Convert.convert(Self.calls, to: "mistral").lines
    #expect(!lines.contains("call_1"))
    let ids = lines.matches(of: /"(?:id|tool_call_id)":"([0-9A-Za-z]{9})"/).map(\.1)
    #expect(ids.count == 2 && Set(ids).count == 1)
    #expect(
      try Convert.convert(Self.calls.replacing("call_1", with: "abcDEF123"), to: "mistral").lines.contains("abcDEF123"))
  }

  @Test(arguments: ["openai-chat", "azure-chat", "bedrock-claude", "together", "vertex-gemini"])
  func `keys of messages that a target does not know are left out and named`(form: String) throws {
    let found = try Convert.convert(
      #"{"messages":[{"role":"user","content":"q","timestamp":1},{"role":"assistant","content":"a","round":2}]}"#,
      to: form)
    #expect(!found.lines.contains("timestamp") && !found.lines.contains("round"))
    #expect(found.losses == ["timestamp of messages", "round of messages"])
  }

  @Test(arguments: ["openai-chat", "azure-chat", "mistral", "fireworks", "bedrock-claude", "vertex-gemini"])
  func `a conversation that ends with the user is not written for a target`(form: String) throws {
    #expect(
      try Convert.convert(
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"},{"role":"user","content":"r"}]}"#,
        to: form
      ).lines == "cannot-convert")
  }
}
