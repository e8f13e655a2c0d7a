import PrepBytes
import PrepConverting
import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes
import Testing

@Suite struct ConverterTests {
  /// What a record becomes; the code of the finding when it becomes nothing.
  static func convert(
    _ json: String, to form: String? = nil, reader: SourceReader = SourceReader(), system: String? = nil,
    arguments: TargetForm.Arguments? = nil, keeping: [String] = [], shape: RecordShape? = nil, omitting: [String] = []
  ) throws -> (lines: String, losses: Set<String>) {
    var waiting: (any ByteSource)? = MemoryByteSource(Array(json.utf8), name: "in.jsonl")
    let batch = try #require(try JSONLinesReader(sources: { waiting.take() }).next())
    guard case .record(let record) = batch[0] else { throw CancellationError() }
    var reader = reader
    reader.omitted = OmittedFields(omitting)
    let converter = Converter(
      reader: reader, shape: shape, form: try form.map { try #require(TargetForm($0)) },
      system: system.map { Array($0.utf8) },
      arguments: arguments, keeping: keeping)
    var writer = JSONWriter()
    do throws(Diagnostic) {
      let losses = try converter.convert(record, into: &writer).losses
      return (String(decoding: writer.bytes, as: UTF8.self), losses)
    } catch { return (error.code.rawValue, []) }
  }

  static let chat = #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#

  @Test(
    "shapes of conversations become one chat",
    arguments: [
      #"{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]}"#,
      #"{"messages":[{"role":"prompter","content":"q"},{"role":"Chatbot","content":"a"}]}"#,
      #"{"interactions":[{"role":"user","text":"q"},{"role":"assistant","text":"a"}]}"#,
      #"{"contents":[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[{"text":"a"}]}]}"#,
      #"{"messages":[{"role":"user","content":[{"text":"q"}]},{"role":"assistant","content":[{"type":"text","value":"a"}]}]}"#,
      #"{"prompt":"q","completion":"a"}"#, #"{"instruction":"q","input":"","output":"a"}"#,
      #"{"question":"q","answer":"a"}"#,
      #"{"text":"q","label":"a"}"#, #"{"prompt":"q","chosen":"a","rejected":"b"}"#,
      #"{"prompt":"q","completion":"a","label":true}"#,
      #"{"chosen":"\n\nHuman: q\n\nAssistant: a","rejected":"\n\nHuman: q\n\nAssistant: b"}"#,
      #"{"question":"q","response_j":"a","response_k":"b"}"#,
      #"{"prompt":{"text":"q","role":"prompter","replies":[{"text":"b","role":"assistant","rank":1},{"text":"a","role":"assistant","rank":0}]}}"#,
    ]) func toChat(_ json: String) throws
  {
    #expect(try Self.convert(json, to: "chat", omitting: ["rejected"]).lines == Self.chat + "\n")
    let strict = try Self.convert(json, to: "chat").lines
    #expect(strict == (json.contains("reject") || json.contains("response_k") ? "lost-field" : Self.chat + "\n"))
  }

  @Test(
    "a system text stands first, wherever it stood",
    arguments: [
      #"{"system":"s","messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#,
      #"{"system":"s","conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]}"#,
      #"{"systemInstruction":{"parts":[{"text":"s"}]},"contents":[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[{"text":"a"}]}]}"#,
      #"{"instruction":"q","input":"","output":"a","system":"s"}"#,
    ]) func systems(_ json: String) throws
  {
    let expected =
      #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#
    #expect(try Self.convert(json, to: "openai-chat").lines == expected + "\n")
    #expect(try Self.convert(Self.chat, to: "openai-chat", system: "s").lines == expected + "\n")
  }

  @Test(
    "a chat is written as its target wants it",
    arguments: [
      (
        "bedrock-claude",
        #"{"system":"s","messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#
      ),
      (
        "vertex-gemini",
        #"{"systemInstruction":{"parts":[{"text":"s"}]},"contents":[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[{"text":"a"}]}]}"#
      ),
      (
        "sharegpt",
        #"{"conversations":[{"from":"system","value":"s"},{"from":"human","value":"q"},{"from":"gpt","value":"a"}]}"#
      ),
      ("openai-completion", #"{"prompt":"s\n\nq","completion":"a"}"#),
      ("alpaca", #"{"instruction":"s\n\nq","input":"","output":"a"}"#),
      ("openai-rft", #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"}]}"#),
      (
        "prompt-completion",
        #"{"prompt":[{"role":"system","content":"s"},{"role":"user","content":"q"}],"completion":[{"role":"assistant","content":"a"}]}"#
      ),
      ("text", "cannot-convert"), ("preference", "cannot-convert"),
    ]) func targets(_ form: String, _ expected: String) throws
  {
    let found = try Self.convert(Self.chat, to: form, system: "s", omitting: ["completion"]).lines
    #expect(found == expected + (expected == "cannot-convert" ? "" : "\n") || form == "text")
  }

  @Test("weights of 0 and 1 stay integers") func weights() throws {
    let json =
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":1},{"role":"assistant","content":"b","weight":0.5}]}"#
    #expect(try Self.convert(json, to: "openai-chat").lines == json + "\n")
  }

  @Test("the best way through a tree goes on where a question was answered") func bestPath() throws {
    func question(_ text: String, rank: Int, _ replies: String = "") -> String {
      #"{"text":"\#(text)","role":"prompter","rank":\#(rank),"replies":[\#(replies)]}"#
    }
    func answer(_ text: String, _ replies: String = "") -> String {
      #"{"text":"\#(text)","role":"assistant","rank":0,"replies":[\#(replies)]}"#
    }
    let open = question("x", rank: 0)
    let answered = question("y", rank: 1, answer("b"))
    func tree(_ replies: String) -> String {
      #"{"prompt":{"text":"q","role":"prompter","replies":[\#(answer("a", replies))]}}"#
    }
    let long =
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"},{"role":"user","content":"y"},{"role":"assistant","content":"b"}]}"#
    #expect(try Self.convert(tree(open + "," + answered)).lines == long + "\n")
    #expect(try Self.convert(tree(open)).lines == Self.chat + "\n")
  }

  @Test(
    "what belongs to a question is asked",
    arguments: [
      (
        #"{"instruction":"i","input":"p","chosen":"a","rejected":"b"}"#,
        #"{"prompt":"i\np","chosen":"a","rejected":"b"}"#
      ),
      (
        #"{"instruction":"i","history":[["q","r"]],"chosen":"a","rejected":"b"}"#,
        #"{"prompt":[{"role":"user","content":"q"},{"role":"assistant","content":"r"},{"role":"user","content":"i"}],"chosen":[{"role":"assistant","content":"a"}],"rejected":[{"role":"assistant","content":"b"}]}"#
      ),
      (
        #"{"prompt":[{"role":"user","content":"q"}],"answer":"42"}"#,
        #"{"prompt":[{"role":"user","content":"q"}],"completion":[{"role":"assistant","content":"42"}]}"#
      ),
    ]) func questions(_ json: String, _ expected: String) throws
  {
    let found = try Self.convert(json)
    #expect(found.lines == expected + "\n")
    #expect(found.losses.isEmpty)
  }

  @Test(
    "what a target refuses is not written",
    arguments: [
      (
        "bedrock-claude",
        #"{"messages":[{"role":"user","content":"q"},{"role":"system","content":"s"},{"role":"assistant","content":"a"}]}"#
      ),
      (
        "openai-dpo",
        #"{"prompt":"q","chosen":[{"role":"assistant","content":"a"},{"role":"user","content":"r"},{"role":"assistant","content":"c"}],"rejected":[{"role":"assistant","content":"b"}]}"#
      ),
    ]) func refused(_ form: String, _ json: String) throws
  {
    #expect(try Self.convert(json, to: form).lines == "cannot-convert")
  }

  @Test("ids of calls that had none have nine letters and digits") func callIDs() throws {
    let json =
      #"{"conversations":[{"from":"human","value":"q"},{"from":"function_call","value":"{\"name\":\"f\",\"arguments\":{}}"},{"from":"observation","value":"o"},{"from":"gpt","value":"a"}]}"#
    let lines = try Self.convert(json, to: "mistral").lines
    #expect(lines.contains(#""id":"call00001""#) && lines.contains(#""tool_call_id":"call00001""#))
  }

  @Test("a system text stands before a question that becomes a message") func systemBeforeText() throws {
    let system = #"{"role":"system","content":"s"},{"role":"user","content":"q"}"#
    #expect(
      try Self.convert(#"{"prompt":"q","chosen":"a","rejected":"b"}"#, to: "openai-dpo", system: "s").lines.contains(
        system))
    #expect(
      try Self.convert(#"{"prompt":"q"}"#, to: "openai-rft", system: "s").lines == #"{"messages":[\#(system)]}"# + "\n")
  }

  @Test(
    "verdicts of tables are read where they are asked for", arguments: ["1", "\"true\"", "\"True\"", "true", "\"1\""])
  func verdicts(_ label: String) throws {
    let json = #"{"prompt":"q","completion":"a","label":\#(label)}"#
    let expected = #"{"prompt":"q","completion":"a","label":true}"#
    #expect(try Self.convert(json, to: "unpaired-preference").lines == expected + "\n")
    #expect(try Self.convert(json, shape: .unpairedPreference).lines == expected + "\n")
    #expect(
      try Self.convert(#"{"prompt":"q","completion":"a","label":"good"}"#, shape: .unpairedPreference).lines
        == "wrong-type")
    #expect(try Self.convert(#"{"prompt":"q"}"#, shape: .unpairedPreference).lines == "missing-field")
  }

  @Test("a field that goes over does not stand twice") func keptTwice() throws {
    let found = try Self.convert(#"{"prompt":"a","completion":"b","id":7}"#, keeping: ["prompt", "id"])
    #expect(found.lines == #"{"prompt":"a","completion":"b","id":7}"# + "\n")
    #expect(found.losses.isEmpty)
    let other = try Self.convert(#"{"instruction":"a","output":"b","prompt":"c"}"#, keeping: ["prompt"])
    #expect(other.losses == ["field prompt, whose name the form uses"])
  }

  @Test("what stands beside the messages of a pair is counted") func besideInput() throws {
    let json =
      #"{"input":{"messages":[{"role":"user","content":"q"}],"parallel_tool_calls":true},"preferred_output":[{"role":"assistant","content":"a"}],"non_preferred_output":[{"role":"assistant","content":"b"}]}"#
    #expect(try Self.convert(json, to: "openai-dpo").losses == ["field input.parallel_tool_calls"])
  }

  @Test("pairs keep both answers, or become two examples") func pairs() throws {
    let json =
      #"{"conversations":[{"from":"human","value":"q"}],"chosen":{"from":"gpt","value":"a"},"rejected":{"from":"gpt","value":"b"}}"#
    #expect(
      try Self.convert(json, to: "openai-dpo").lines
        == #"{"input":{"messages":[{"role":"user","content":"q"}]},"preferred_output":[{"role":"assistant","content":"a"}],"non_preferred_output":[{"role":"assistant","content":"b"}]}"#
        + "\n")
    let plain = #"{"prompt":"q","chosen":"a","rejected":"b"}"#
    #expect(
      try Self.convert(plain, to: "trl-kto").lines
        == "{\"prompt\":\"q\",\"completion\":\"a\",\"label\":true}\n{\"prompt\":\"q\",\"completion\":\"b\",\"label\":false}\n"
    )
    let summaries =
      #"{"info":{"post":"p","title":"t","subreddit":"r"},"summaries":[{"text":"x"},{"text":"y"}],"choice":1,"worker":"w"}"#
    let found = try Self.convert(summaries)
    #expect(
      found.lines == #"{"prompt":"SUBREDDIT: r/r\nTITLE: t\nPOST: p\nTL;DR:","chosen":"y","rejected":"x"}"# + "\n")
    #expect(found.losses == ["field worker"])
  }

  @Test("trees give the best way, all ways, or ranked pairs") func trees() throws {
    let tree =
      #"{"prompt":{"text":"q","role":"prompter","replies":[{"text":"a","role":"assistant","rank":0,"replies":[{"text":"q2","role":"prompter","replies":[{"text":"a2","role":"assistant"}]}]},{"text":"b","role":"assistant","rank":1,"replies":[]}]}}"#
    var reader = SourceReader()
    func count(_ paths: SourceReader.Paths) throws -> [Int] {
      reader.paths = paths
      let lines = try Self.convert(tree, reader: reader).lines
      return lines.split(separator: "\n").map { $0.split(separator: "\"role\"").count - 1 }
    }
    #expect(try count(.best) == [4])
    #expect(try count(.all) == [4, 2])
    #expect(try count(.pairs) == [3])
  }

  @Test("calls get OpenAI's form, and arguments the form that is asked for") func calls() throws {
    let json =
      #"{"conversations":[{"from":"human","value":"q"},{"from":"function_call","value":"{\"name\":\"f\",\"arguments\":{\"x\":1}}"},{"from":"observation","value":"2"},{"from":"gpt","value":"a"}],"tools":"[{\"name\":\"f\"}]"}"#
    let expected =
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[{"id":"call00001","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}}]},{"role":"tool","content":"2","tool_call_id":"call00001"},{"role":"assistant","content":"a"}],"tools":[{"type":"function","function":{"name":"f"}}]}"#
    #expect(try Self.convert(json).lines == expected + "\n")
    let object = try Self.convert(expected, to: "chat", arguments: .object).lines
    #expect(object.contains(#""arguments":{"x":1}"#))
    #expect(try Self.convert(String(object.dropLast()), to: "openai-chat").lines == expected + "\n")
    #expect(
      try Self.convert(expected, to: "sharegpt").lines.contains(
        #"{"from":"function_call","value":"{\"name\":\"f\",\"arguments\":{\"x\":1}}"}"#))
    #expect(try Self.convert(expected, to: "together").lines == expected + "\n")
    #expect(try Self.convert(expected, to: "bedrock-claude").lines == "cannot-convert")
  }

  @Test("what is not carried over is told, and fields are kept on demand") func losses() throws {
    let json = #"{"prompt":"q","completion":"a","id":7,"tags":["x"],"none":null}"#
    #expect(try Self.convert(json).losses == ["field id", "field tags"])
    let kept = try Self.convert(json, to: "openai-rft", keeping: ["id"])
    #expect(
      kept.lines == #"{"messages":[{"role":"user","content":"q"}],"id":7,"completion":"a","tags":["x"]}"# + "\n")
    #expect(kept.losses.isEmpty)
    let disliked = #"{"prompt":"q","completion":"a","label":false}"#
    #expect(try Self.convert(disliked, to: "chat").lines == "lost-field")
    #expect(try Self.convert(disliked, to: "chat", omitting: ["rejected"]).losses == ["undesirable examples"])
  }

  @Test(
    "faults are findings",
    arguments: [
      (#"[1]"#, "not-an-object"), (#"{"x":1}"#, "unknown-shape"),
      (#"{"messages":[{"role":"witch","content":"q"}]}"#, "unknown-role"),
      (#"{"messages":[{"content":"q"}]}"#, "missing-field"), (#"{"prompt":1,"completion":"a"}"#, "wrong-type"),
      (#"{"prompt":"a","prompt":"b","completion":"c"}"#, "duplicate-key"), (#"{"text":"\ud800"}"#, "lone-surrogate"),
      (#"{"input_ids":[1]}"#, "cannot-convert"), (#"{"messages":"x"}"#, "wrong-type"),
      (#"{"info":{},"summaries":[],"choice":3}"#, "cannot-convert"),
    ]) func faults(_ json: String, _ code: String) throws
  {
    #expect(try Self.convert(json).lines == code)
  }

  @Test("names are mapped") func mapped() throws {
    var reader = SourceReader()
    reader.names = FieldNames(try FieldMapping(parsing: "text=column1,label=column2"))
    #expect(
      try Self.convert(#"{"column1":"t","column2":"ham"}"#, reader: reader).lines == #"{"text":"t","label":"ham"}"#
        + "\n")
    reader.roles = try #require(RoleNames(parsing: "witch=assistant"))
    #expect(
      try Self.convert(#"{"messages":[{"role":"witch","content":"q"}]}"#, reader: reader).lines.contains("assistant"))
    #expect(RoleNames(parsing: "a=b") == nil)
  }
}
