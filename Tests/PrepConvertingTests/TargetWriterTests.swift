import PrepBytes
import PrepConverting
import PrepExamples
import PrepRecords
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

  @Test func `Nova's conversation has parts, and the tools beside them`() throws {
    let chat =
      #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}}]},{"role":"tool","content":"r","tool_call_id":"c1"},{"role":"assistant","content":"a"}],"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}]}"#
    let nova =
      #"{"schemaVersion":"bedrock-conversation-2024","system":[{"text":"s"}],"messages":[{"role":"user","content":[{"text":"q"}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"c1","name":"f","input":{"x":1}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"c1","content":[{"text":"r"}]}}]},{"role":"assistant","content":[{"text":"a"}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"f","description":"d","inputSchema":{"json":{"type":"object"}}}}]}}"#
    #expect(try ConverterTests.convert(chat, to: "bedrock-nova").lines == nova + "\n")
    // And it is read as what it was.
    #expect(try ConverterTests.convert(nova, to: "chat").lines == chat + "\n")
  }

  @Test func `Gemini's preferences have two completions with scores, and are read as what they were`() throws {
    let pair =
      #"{"prompt":[{"role":"user","content":"q"}],"chosen":[{"role":"assistant","content":"a"}],"rejected":[{"role":"assistant","content":"b"}]}"#
    let gemini =
      #"{"contents":[{"role":"user","parts":[{"text":"q"}]}],"completions":[{"score":1,"completion":{"role":"model","parts":[{"text":"a"}]}},{"score":0,"completion":{"role":"model","parts":[{"text":"b"}]}}]}"#
    #expect(try ConverterTests.convert(pair, to: "vertex-gemini-preference").lines == gemini + "\n")
    #expect(try ConverterTests.convert(gemini, to: "trl-dpo").lines == pair + "\n")
  }

  @Test func `neighbours of one role become one message, where nothing is left out`() throws {
    func joined(_ messages: String) throws -> String {
      let record = try #require(try Self.record("{\"messages\":[\(messages)]}"))
      var writer = JSONWriter()
      _ = try Converter(reader: SourceReader(), shape: nil, form: nil, joiningTurns: true).convert(
        record, into: &writer)
      return String(decoding: writer.bytes.dropLast(), as: UTF8.self)
    }
    #expect(
      try joined(
        #"{"role":"user","content":"q"},{"role":"user","content":"r"},{"role":"assistant","content":"a"},{"role":"assistant","content":"b"}"#
      ) == #"{"messages":[{"role":"user","content":"q\n\nr"},{"role":"assistant","content":"a\n\nb"}]}"#)
    let apart =
      #"{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":0},{"role":"assistant","content":"b"}"#
    #expect(try joined(apart) == "{\"messages\":[\(apart)]}")
  }

  private static func record(_ line: String) throws -> Record? {
    var waiting: (any ByteSource)? = MemoryByteSource(Array(line.utf8), name: "in.jsonl")
    let batch = try JSONLinesReader(sources: { waiting.take() }).next()
    guard case .record(let record)? = batch?.first else { return nil }
    return record
  }
}
