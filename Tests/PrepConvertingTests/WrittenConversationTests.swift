import PrepConverting
import Testing

/// Conversations in other clothes: written out as a text, in Gemini's contents, as a bare list, a message a line; and
/// answers nobody knows.
@Suite struct WrittenConversationTests {
  private typealias Convert = ConverterTests

  @Test(arguments: [
    "### Human: q### Assistant: a", "### Human: q\\n### Assistant: a\\n", "### Instruction:\\nq\\n\\n### Response:\\na",
    "<|im_start|>user\\nq<|im_end|>\\n<|im_start|>assistant\\na<|im_end|>\\n", "<s>[INST] q [/INST] a </s>",
    "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\\n\\nq<|eot_id|><|start_header_id|>assistant<|end_header_id|>\\n\\na<|eot_id|>",
  ]) func `a text in the form of a template becomes a conversation`(text: String) throws {
    #expect(try Convert.convert("{\"text\":\"\(text)\"}", to: "openai-chat").lines == Convert.chat + "\n")
    // It stays a text wherever no conversation is asked for.
    #expect(try Convert.convert("{\"text\":\"\(text)\"}").lines == "{\"text\":\"\(text)\"}\n")
  }

  @Test(arguments: ["q", "q ### Human: r", "### Human: q", "### Assistant: a"])
  func `a text that is no conversation is refused as one`(text: String) throws {
    #expect(try Convert.convert("{\"text\":\"\(text)\"}", to: "chat").lines == "cannot-convert")
  }

  @Test func `Llama 2's system text is one`() throws {
    let lines = try Convert.convert(#"{"text":"<s>[INST] <<SYS>>\ns\n<</SYS>>\n\nq [/INST] a </s>"}"#, to: "chat").lines
    #expect(
      lines
        == #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#
        + "\n")
  }

  @Test func `Gemini's calls, answers and tools come back as they were`() throws {
    let json =
      #"{"contents":[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":{"a":1}}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"n":2}}}]},{"role":"model","parts":[{"text":"a"}]}],"tools":[{"functionDeclarations":[{"name":"f","description":"d","parameters":{"type":"OBJECT","properties":{}}}]}]}"#
    let found = try Convert.convert(json, to: "vertex-gemini")
    #expect(found.lines == json + "\n")
    #expect(found.losses.isEmpty)
  }

  @Test func `a list of messages is a conversation`() throws {
    #expect(
      try Convert.convert(#"[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]"#).lines == Convert.chat
        + "\n")
    #expect(
      try Convert.convert(#"[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]"#).lines == Convert.chat + "\n")
    #expect(try Convert.convert("[1]").lines == "not-an-object")
  }

  @Test func `an answer that nobody knows is asked for`() throws {
    #expect(try Convert.convert(#"{"question":"q","expected_answer":"a"}"#, to: "openai-chat").lines == "missing-field")
    #expect(
      try Convert.convert(#"{"question":"q","expected_answer":"a"}"#, to: "prompt-only").lines
        == #"{"prompt":"q","expected_answer":"a"}"# + "\n")
    #expect(try Convert.convert(#"{"text":"q","answer":"a"}"#).lines == "lost-field")
    #expect(try Convert.convert(#"{"role":"user","content":"q"}"#).lines == "cannot-convert")
  }
}
