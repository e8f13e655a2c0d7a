import PrepConverting
import PrepExamples
import PrepRecords
import Testing

@testable import PrepShapes

/// Conversations in other clothes: written out as a text, in Gemini's contents, as a bare list, a message a line; and
/// answers nobody knows.
@Suite struct WrittenConversationTests {
  private typealias Convert = ConverterTests

  @Test(arguments: [
    "### Human: q### Assistant: a", "### Human: q\\n### Assistant: a\\n", "### Instruction:\\nq\\n\\n### Response:\\na",
    "<|im_start|>user\\nq<|im_end|>\\n<|im_start|>assistant\\na<|im_end|>\\n", "<s>[INST] q [/INST] a </s>",
    "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\\n\\nq<|eot_id|><|start_header_id|>assistant<|end_header_id|>\\n\\na<|eot_id|>",
    "<bos><start_of_turn>user\\nq<end_of_turn>\\n<start_of_turn>model\\na<end_of_turn>", "USER: q ASSISTANT: a</s>",
    "<|user|>\\nq</s>\\n<|assistant|>\\na</s>", "<|user|>q<|end|><|assistant|>a<|end|>",
    "<|prompter|>q<|endoftext|><|assistant|>a<|endoftext|>", "Human: q\\nAssistant: a",
    "\\n\\nHuman: q\\n\\nAssistant: a",
    "User: q\\nBot: a", "<human>: q\\n<bot>: a", "### Question: q\\n### Answer: a",
    "### Question: q\\n ### Answer: a", "Question: q\\nAnswer: a", "Q: q\\nA: a", "Instruct: q\\nOutput: a",
    "问：q\\n答：a",
    "[gMASK]<sop><|user|>\\nq<|assistant|>\\na", "<bos><|turn>user\\nq<turn|>\\n<|turn>model\\na<turn|>",
    "<BOS_TOKEN><|START_OF_TURN_TOKEN|><|USER_TOKEN|>q<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>a<|END_OF_TURN_TOKEN|>",
    "<|start|>user<|message|>q<|end|><|start|>assistant<|channel|>final<|message|>a<|return|>",
    "USER: q\\nASSISTANT: a <|endoftext|>", "[Human]: q<eoh> [MOSS]: a<eoa>",
    "GPT4 Correct User: q<|end_of_turn|>GPT4 Correct Assistant: a<|end_of_turn|>",
    "<｜begin▁of▁sentence｜><｜User｜>q<｜Assistant｜>a<｜end▁of▁sentence｜>",
  ]) func `a text in the form of a template becomes a conversation`(text: String) throws {
    #expect(try Convert.convert("{\"text\":\"\(text)\"}", to: "openai-chat").lines == Convert.chat + "\n")
    // It stays a text wherever no conversation is asked for.
    #expect(try Convert.convert("{\"text\":\"\(text)\"}").lines == "{\"text\":\"\(text)\"}\n")
    let plain = String(decoding: try JSONDocument(Array("\"\(text)\"".utf8)).root.unescaped(), as: UTF8.self)
    #expect(DialectText.name(of: Array(plain.utf8)) != nil)
  }

  @Test(arguments: [
    "<|start|>user<|message|>q<|end|><|start|>assistant<|channel|>analysis<|message|>t<|end|><|start|>assistant<|channel|>final<|message|>a<|return|>",
    "<|turn>user\\nq<turn|>\\n<|turn>tool\\nr<turn|>\\n<|turn>model\\na<turn|>",
  ]) func `parts that are no turn do not become words of one`(text: String) throws {
    #expect(try Convert.convert("{\"text\":\"\(text)\"}", to: "openai-chat").lines == "cannot-convert")
  }

  @Test func `a turn that is asked for and not answered is none`() throws {
    let lines = try Convert.convert(#"{"text":"[INST] q [/INST] a [INST] r [/INST]"}"#, to: "chat").lines
    #expect(
      lines
        == #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"},{"role":"user","content":"r"}]}"#
        + "\n")
  }

  @Test func `words before the first turn are the system's, unless they are the template's`() throws {
    let vicuna = #"{"text":"A chat between a curious user and a bot. USER: q ASSISTANT: a"}"#
    let chat = Convert.chat.replacing(
      "[{", with: #"[{"role":"system","content":"A chat between a curious user and a bot."},{"#)
    #expect(try Convert.convert(vicuna, to: "chat").lines == chat + "\n")
  }

  @Test(arguments: RecordField.likelyAnswer.names)
  func `a text beside what may be its answer is asked about, and both answers work`(name: String) throws {
    let line = "{\"text\":\"q\",\"\(name)\":\"a\"}"
    #expect(try Convert.convert(line).lines == "lost-field")
    #expect(try Convert.convert(line, omitting: [name]).lines == "{\"text\":\"q\"}\n")
    var reader = SourceReader()
    reader.names = FieldNames(try FieldMapping(parsing: "prompt=text,completion=\(name)"))
    #expect(try Convert.convert(line, reader: reader).lines == "{\"prompt\":\"q\",\"completion\":\"a\"}\n")
    // Beside a label it is a remark.
    #expect(
      try Convert.convert("{\"text\":\"q\",\"label\":\"l\",\"\(name)\":\"a\"}").lines
        == "{\"text\":\"q\",\"label\":\"l\"}\n")
  }

  @Test func `what is called an input or a message is no document beside other texts`() throws {
    #expect(try Convert.convert(#"{"input":"q","made":"a"}"#).lines == "missing-field")
    #expect(try Convert.convert(#"{"message":"q","made":"a"}"#).lines == "missing-field")
    #expect(try Convert.convert(#"{"message":"q","id":"a"}"#).lines == #"{"text":"q"}"# + "\n")
    #expect(try Convert.convert(#"{"text":"q","url":"u","source":"s"}"#).lines == #"{"text":"q"}"# + "\n")
  }

  @Test(arguments: RecordField.passage.names)
  func `what a question is about is asked about, and the answer works`(name: String) throws {
    let line = "{\"question\":\"q\",\"\(name)\":\"p\",\"answer\":\"a\"}"
    #expect(try Convert.convert(line).lines == "lost-field")
    var reader = SourceReader()
    reader.names = FieldNames(try FieldMapping(parsing: "instruction=question,input=\(name),output=answer"))
    #expect(try Convert.convert(line, reader: reader).lines == #"{"prompt":"q\np","completion":"a"}"# + "\n")
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
