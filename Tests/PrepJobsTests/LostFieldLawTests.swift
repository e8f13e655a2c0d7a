import PrepBytes
import PrepConverting
import PrepDiagnostics
import PrepExamples
import PrepFixing
import PrepRecords
import PrepShapes
import TestSupport
import Testing

/// What is known as a part of an example is carried on, or makes the record invalid.
@Suite struct LostFieldLawTests {
  /// A record of a shape with words of their own, and a part of an example beside them under one of its names.
  struct Case: Sendable {
    let shape: RecordShape
    let field: RecordField
    let key: String
    let json: String
    /// The words that stand in it.
    let words: [String]
  }

  private static let extra = "BESIDE-IT"

  /// A value that a field may have, with words of its own in it.
  private static func value(_ field: RecordField) -> String {
    let message = #"{"role":"user","content":"\#(extra)"}"#
    return switch field {
    case .messages, .interactions: "[\(message)]"
    case .conversations: #"[{"from":"human","value":"\#(extra)"}]"#
    case .contents: #"[{"role":"user","parts":[{"text":"\#(extra)"}]}]"#
    case .history: #"[["\#(extra)","r"]]"#
    case .tools: #"[{"type":"function","function":{"name":"\#(extra)","description":"d","parameters":{}}}]"#
    case .images, .videos, .audios, .completions, .turns, .instances, .labels, .assistantMasks, .completionMask,
      .lossMask:
      #"["\#(extra)"]"#
    case .onlyLast: "true"
    case .choices: #"[{"message":{"role":"assistant","content":"\#(extra)"}}]"#
    case .weight: "0.5"
    case .systemInstruction: #"{"parts":[{"text":"\#(extra)"}]}"#
    case .preferredOutput, .nonPreferredOutput: #"[{"role":"assistant","content":"\#(extra)"}]"#
    default: "\"\(extra)\""
    }
  }

  /// Every shape that has examples, with every part of an example beside it under all of its names.
  static let cases: [Case] = RecordShape.allCases.filter(\.isReadable).flatMap { shape -> [Case] in
    let sample = shape.sample.replacing(/(["\ ])([a-z])(["\\])/) { "\($0.1)WORD-\($0.2)\($0.3)" }
    let words = sample.matches(of: /WORD-[a-z]/).map { String($0.0) }
    let keys = (try? JSONDocument(Array(sample.utf8)).root).map { root in
      var keys: Set<String> = []
      root.forEachMember { key, _ in if let name = try? key.string() { keys.insert(name) } }
      return keys
    }
    return RecordField.exampleParts.flatMap { field in
      field.partNames(FieldMapping()).filter { key in
        !(keys ?? []).contains(key) && !(shape.example == .preference && RecordField.remarksOnPairs.contains(key))
      }.map { key in
        let value = value(field)
        let json = String(sample.dropLast()) + ",\"\(key)\":\(value)}"
        // What is called a text is one where a shape asks for it; beside anything else it is somebody's remark.
        let told = (try? JSONDocument(Array(json.utf8)).root).flatMap { RecordShape(detecting: $0) }
        let remark = told?.fields.contains(.text) == true ? "" : "WORD-t"
        return Case(
          shape: shape, field: field, key: key, json: json,
          words: words.filter { $0 != remark } + (value.contains(extra) ? [extra] : [value]))
      }
    }
  }

  private static func record(_ line: String) throws -> Record {
    let chunker = LineChunker(source: MemoryByteSource(Array(line.utf8)))
    let batch = try #require(try chunker.next()?.parse())
    guard case .record(let record)? = batch.first else {
      throw Diagnostic("no-record", line, at: SourceLocation(file: "test"))
    }
    return record
  }

  private static func convert(_ record: Record, to form: TargetForm?, omitting: [String] = []) -> Result<
    String, Diagnostic
  > {
    var reader = SourceReader()
    reader.omitted = OmittedFields(omitting)
    var writer = JSONWriter()
    do throws(Diagnostic) {
      _ = try Converter(reader: reader, shape: nil, form: form).convert(record, into: &writer)
    } catch { return .failure(error) }
    return .success(String(decoding: writer.bytes, as: UTF8.self))
  }

  @Test(arguments: RecordShape.allCases.filter(\.isReadable))
  func `convert carries all parts of an example over, or refuses`(shape: RecordShape) throws {
    var refused = 0
    for (number, item) in Self.cases.enumerated() where item.shape == shape {
      let record = try Self.record(item.json)
      // Another shape may be told by the field: its own reader is held to the same law.
      // Each name meets a third of the targets, unless long runs are asked for.
      let targets = TargetForm.all.enumerated().filter { TestData.runsLongTests || ($0.offset + number) % 3 == 0 }
      for form in [nil] + targets.map(\.element) {
        switch Self.convert(record, to: form) {
        case .success(let text):
          for word in item.words {
            #expect(text.contains(word), "\(form?.name ?? "as it is"): \(word) of \(item.json) is not in \(text)")
          }
        case .failure(let fault):
          refused += 1
          guard fault.code == "lost-field" else { continue }
          try Self.expectRemedy(fault, record, form)
        }
      }
    }
    #expect(refused > 0)
  }

  /// What is named behind `--omit` is let go: the same complaint does not come twice.
  private static func expectRemedy(_ fault: Diagnostic, _ record: Record, _ form: TargetForm?) throws {
    var omitted: [String] = []
    var fault = fault
    while true {
      let name = try #require(fault.message.firstMatch(of: /--omit ([A-Za-z_0-9]+)/)?.1, "\(fault.message)")
      #expect(!omitted.contains(String(name)), "\(fault.message)")
      omitted.append(String(name))
      guard case .failure(let next) = convert(record, to: form, omitting: omitted), next.code == "lost-field",
        omitted.count < 12
      else { return }
      fault = next
    }
  }

  @Test(arguments: RecordShape.allCases.filter { ExampleShape(native: $0) != nil })
  func `what is tokenized and shown has all parts of an example, or is refused`(shape: RecordShape) throws {
    for item in Self.cases where item.shape == shape {
      let record = try Self.record(item.json)
      guard let told = try? ExampleShape(of: record, .usual) else { continue }
      func read(_ omitted: [String]) -> Result<Example, Diagnostic> {
        Result { () throws(Diagnostic) in
          try ExampleReader(shape: told, names: .usual, in: SetShape(), omitting: OmittedFields(omitted)).read(record)
        }
      }
      switch read([]) {
      case .success(let example):
        var writer = JSONWriter()
        ExampleWriter.write(example, to: &writer)
        if let weight = try ExampleReader(shape: told).weight(of: record) { writer.double(weight) }
        let text = String(decoding: writer.bytes, as: UTF8.self)
        for word in item.words { #expect(text.contains(word), "\(word) of \(item.json) is not in \(text)") }
      case .failure(let fault) where fault.code == "lost-field":
        let name = try #require(fault.message.firstMatch(of: /--omit ([A-Za-z_0-9]+)/)?.1, "\(fault.message)")
        if case .failure(let next) = read([String(name)]) { #expect(next.message != fault.message) }
      case .failure: break
      }
    }
  }

  @Test(arguments: [
    #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"system":"s"}"#,
    #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"prompt":"q"}"#,
    #"{"prompt":"q","chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"rejected":[{"role":"user","content":"q"},{"role":"assistant","content":"b"}],"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#,
    #"{"prompt":"q","completion":"a","system":"","history":[],"tools":null,"images":[],"only_last":false}"#,
    #"{"prompt":"q","completion":"a","category":"c","id":7,"source":"s"}"#,
  ]) func `what says nothing, stands elsewhere or is nobody's is no loss`(line: String) throws {
    let record = try Self.record(line)
    let shape = try ExampleShape(of: record, .usual)
    #expect(throws: Never.self) { try ExampleReader(shape: shape, names: .usual, in: SetShape()).read(record) }
    #expect(throws: Never.self) { try Self.convert(record, to: nil).get() }
  }

  @Test func `a prompt beside a text that nobody knows is asked for its answer`() throws {
    let record = try Self.record(#"{"question":"q","expected_answer":"a","id":"x"}"#)
    let fault = #expect(throws: Diagnostic.self) {
      try ExampleReader(shape: .promptOnly, names: .usual, in: SetShape()).read(record)
    }
    #expect(fault?.code == "missing-field")
    #expect(fault?.message.contains("--map completion=expected_answer") == true)
    #expect(throws: Never.self) { try ExampleReader(shape: .promptOnly).read(record) }
    let named = #expect(throws: Diagnostic.self) { try ExampleReader(shape: .promptCompletion).read(record) }
    #expect(named?.message.contains("--map completion=expected_answer") == true)
  }

  /// Every name under which something is a part of an example or may be one, beside a pair and beside a text: what cannot
  /// be read is refused, and no repair leaves it out.
  @Test func `what may be a part of an example is no key too many`() throws {
    var names = RecordField.exampleParts.flatMap { $0.partNames(FieldMapping()) } + RecordField.unsettledNames
    names += BesideWords.options.union(BesideWords.classes).union(BesideWords.commonClasses) + ["A", "option_a"]
    let repair = RecordRepair([.extraKeys])
    for name in names {
      for sample in [#"{"prompt":"q","completion":"a""#, #"{"text":"t""#] where !sample.contains("\"\(name)\"") {
        let line = sample + ",\"\(name)\":\"x y\",\"zz\":1}"
        guard RecordShape(detecting: try JSONDocument(Array(line.utf8)).root) != nil else { continue }
        guard case .changed(let text, _) = repair(Array(line.utf8)) else {
          Issue.record("\(line) is not changed")
          continue
        }
        let left = String(decoding: text, as: UTF8.self)
        #expect(left.contains("\"\(name)\"") && !left.contains("zz"), "\(left)")
      }
    }
  }

  private static func refusal(_ line: String, omitting: [String] = []) throws -> Diagnostic? {
    if case .failure(let fault) = convert(try record(line), to: nil, omitting: omitting) { return fault }
    return nil
  }

  @Test func `answers that a question offers are said in it, or refused in every form`() throws {
    let lists =
      BesideWords.options.map { ["\"\($0)\":[\"x1\",\"x2\"]", "\"\($0)\":{\"A\":\"x1\",\"B\":\"x2\"}"] }.joined()
      + BesideWords.severalOptions.map { "\"\($0[0])\":\"x1\",\"\($0[1])\":\"x2\"" }
    for offered in lists {
      let fault = try #require(try Self.refusal(#"{"question":"q",\#(offered),"answer":"B"}"#), "\(offered)")
      #expect(fault.code == "lost-field")
      let omitted = try #require(fault.message.firstMatch(of: /--omit '?([^']+?)'?$/)?.1)
      let keys = omitted.split(separator: ",").map(String.init)
      #expect(try Self.refusal(#"{"question":"q",\#(offered),"answer":"B"}"#, omitting: keys) == nil, "\(offered)")
      #expect(try Self.refusal(#"{"question":"q\nA. x1\nB. x2",\#(offered),"answer":"B"}"#) == nil, "\(offered)")
    }
    for settings in [#""options":{"temperature":1}"#, #""options":[]"#, #""A":"x""#] {
      #expect(try Self.refusal(#"{"question":"q",\#(settings),"answer":"B"}"#) == nil, "\(settings)")
    }
  }

  @Test func `what a question is about is not dropped unseen, and one word is a remark`() throws {
    for name in BesideWords.grounds {
      let words = "\"\(name)\":\"CREATE TABLE users (id INT);\""
      #expect(try Self.refusal("{\"prompt\":\"q\",\(words),\"completion\":\"b\"}")?.code == "lost-field", "\(name)")
      #expect(try Self.refusal("{\"prompt\":\"q\",\(words),\"completion\":\"b\"}", omitting: [name]) == nil)
      for remark in ["\"users\"", "\"a@b.org\"", "\"en US\"", "3", "true", "null", "[1]", "{\"a\":1}"] {
        #expect(
          try Self.refusal("{\"prompt\":\"q\",\"\(name)\":\(remark),\"completion\":\"b\"}") == nil, "\(name) \(remark)")
      }
    }
  }

  @Test func `the class or the speaker of a text is not dropped unseen`() throws {
    func line(_ name: String, _ value: String, _ more: String = "") -> String {
      "{\"text\":\"a b\",\"\(name)\":\(value)\(more)}"
    }
    for name in BesideWords.classes.union(BesideWords.commonClasses) {
      let isCommon = BesideWords.commonClasses.contains(name)
      for value in ["\"joy\"", "1", "true"] + (isCommon ? [] : ["[\"a\",\"b\"]"]) {
        let fault = try Self.refusal(line(name, value, ",\"id\":3"))
        #expect(fault?.code == "lost-field", "\(name) \(value)")
        #expect(try Self.refusal(line(name, value), omitting: [name]) == nil)
      }
      #expect(try Self.refusal(line(name, "\"\"")) == nil && Self.refusal(line(name, "null")) == nil)
    }
    // Keywords and measures are remarks, and beside where a text comes from all common words are.
    for name in BesideWords.commonClasses {
      for value in ["[\"a\",\"b\"]", "0.93"] { #expect(try Self.refusal(line(name, value)) == nil, "\(name) \(value)") }
    }
    for name in BesideWords.commonClasses {
      #expect(try Self.refusal(line(name, "\"joy\"", ",\"url\":\"u\",\"dump\":\"d\"")) == nil, "\(name)")
    }
    for name in BesideWords.speakers { #expect(try Self.refusal(line(name, "\"Ann\""))?.code == "lost-field") }
    for name in BesideWords.commonSpeakers {
      #expect(try Self.refusal(line(name, "\"Ann\"", ",\"ts\":\"1.2\""))?.code == "lost-field")
      #expect(try Self.refusal(line(name, "\"Ann\"")) == nil)
    }
  }

  @Test(arguments: [
    #"{"Question A":"q?","Response B":"a"}"#, #"{"sql_prompt":"p","sql_context":"c","sql":"s"}"#,
    #"{"the sql":"s","my question":"p"}"#, #"{"it's asked":"q","the answer":"a"}"#,
  ]) func `options that are proposed can be pasted into a shell`(line: String) throws {
    let fault = try #require(try Self.refusal(line))
    let written = String(try #require(fault.message.firstMatch(of: /--map ((?:'(?:[^']|'\\'')*'|[^ ;,'])[^ ;]*)/)?.1))
    var words = written.replacing("'\\''", with: "\u{1}").replacing("'", with: "").replacing("\u{1}", with: "'")
    if words.hasSuffix(";") { words.removeLast() }
    let mapping = try FieldMapping(parsing: words)
    let root = try JSONDocument(Array(line.utf8)).root
    for key in mapping.names.values { #expect(root[key] != nil, "\(fault.message)") }
    #expect(mapping.names.values.allSatisfy { !$0.contains(" ") } || written.contains("'"), "\(fault.message)")
    if root["sql"] != nil { #expect(mapping.names[.output] == "sql" && mapping.names[.instruction] == "sql_prompt") }
  }

  @Test(arguments: [
    #"{"request":{"messages":[{"role":"user","content":"q"}]},"response":{"choices":[{"message":{"role":"assistant","content":"a"}}]}}"#,
    #"{"request":{"body":{"messages":[{"role":"user","content":"q"}]}},"response":{"body":{"choices":[{"message":{"role":"assistant","content":"a"}}]}}}"#,
  ]) func `what a service was asked and what it answered are one example`(line: String) throws {
    var writer = JSONWriter()
    let converter = Converter(reader: SourceReader(), shape: nil, form: TargetForm("openai-chat"))
    _ = try converter.convert(try Self.record(line), into: &writer)
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"# + "\n")
  }

  private static func written(_ line: String, _ form: String, system: String? = nil) throws -> String {
    var writer = JSONWriter()
    let converter = Converter(
      reader: SourceReader(), shape: nil, form: TargetForm(form), system: system.map { Array($0.utf8) })
    _ = try converter.convert(try record(line), into: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test func `a pair without its prompt is asked for it, whatever it is called`() throws {
    let pair = #""chosen":"a","rejected":"b"}"#
    for name in ["user_prompt", "task", "q", "title", "source", "post", "text", "content", "human_prompt", "x"] {
      let asked = name == "x" || name == "source" || name == "title" ? "What is the rain?" : "rain"
      let line = "{\"\(name)\":\"\(asked)\",\(pair)"
      let fault = try #require(try Self.refusal(line), "\(line)")
      #expect(fault.code == "lost-field" && fault.message.contains("--map prompt=\(name)"), "\(fault.message)")
      #expect(try Self.refusal(line, omitting: [name]) == nil)
    }
    let conversation = #"{"trajectory":[{"from":"human","value":"q"}],"# + pair
    #expect(try Self.refusal(conversation)?.message.contains("--map prompt=trajectory") == true)
    for remark in [#""source":"forum","#, #""model":"m-4","#, #""id":"a b c d","#, #""n":3,"#, ""] {
      #expect(try Self.refusal("{\(remark)\(pair)") == nil, "\(remark)")
    }
    let whole = #"{"note":"a b c d","chosen":"Human: q Assistant: a","rejected":"Human: q Assistant: b"}"#
    #expect(try Self.refusal(whole) == nil)
  }

  @Test func `a system text is written wherever there is a conversation, or refused`() throws {
    let lines = [
      #"{"prompt":"q","completion":"a"}"#, #"{"prompt":"q","chosen":"a","rejected":"b"}"#, #"{"prompt":"q"}"#,
      #"{"prompt":"q","completion":"a","label":true}"#, #"{"chosen":"a","rejected":"b"}"#,
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#, #"{"text":"t"}"#,
      #"{"chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"rejected":[{"role":"user","content":"q"},{"role":"assistant","content":"b"}]}"#,
    ]
    var written = 0
    for form in TargetForm.all {
      for line in lines {
        guard let text = try? Self.written(line, form.name, system: "BE-KIND") else { continue }
        written += 1
        #expect(text.isEmpty || text.contains("BE-KIND"), "\(form.name): \(line): \(text)")
      }
    }
    #expect(written > 60)
  }

  @Test func `what was said of an answer is no remark`() throws {
    for sample in [
      #"{"prompt":"q","completion":"a""#,
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]"#,
    ] {
      for name in BesideWords.verdicts {
        for value in ["true", "false", "\"bad\"", "-1"] {
          let line = "\(sample),\"\(name)\":\(value)}"
          #expect(try Self.refusal(line)?.code == "lost-field", "\(line)")
          #expect(try Self.refusal(line, omitting: [name]) == nil)
          let reader = ExampleReader(
            shape: sample.contains("messages") ? .chat : .promptCompletion, names: .usual, in: SetShape())
          #expect(throws: Diagnostic.self) { try reader.read(try Self.record(line)) }
          var conversation = PlainConversation()
          #expect(!reader.read(try Self.record(line), into: &conversation))
        }
        #expect(try Self.refusal("\(sample),\"\(name)\":\"It helped me a lot.\"}") == nil)
      }
    }
    let judged = #"{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}],"kto_tag":false}"#
    #expect(try Self.written(judged, "llama-factory") == judged + "\n")
  }

  @Test func `lists of messages that are written as texts are messages in all fields`() throws {
    let list = #""[{\"role\":\"assistant\",\"content\":\"a\"}]""#
    let text = try Self.written(#"{"prompt":"q","chosen":\#(list),"rejected":"b"}"#, "openai-dpo")
    #expect(text.contains(#""preferred_output":[{"role":"assistant","content":"a"}]"#))
    let printed = #"{"prompt":"[{'role': 'user', 'content': 'q'}]","chosen":"a","rejected":"b"}"#
    #expect(try Self.refusal(printed)?.code == "wrong-type")
    #expect(throws: Diagnostic.self) { try ExampleReader(shape: .preference).read(try Self.record(printed)) }
    #expect(try Self.refusal(#"{"prompt":"[1, 2]","completion":"[{'a': 1}]"}"#) == nil)
  }

  @Test(arguments: [
    #"{"prompt":"q","win":"a","lose":"b"}"#, #"{"prompt":"q","preferred":"a","dispreferred":"b"}"#,
    #"{"prompt":"q","pos_resp":"a","neg_resp":"b"}"#,
  ]) func `a pair under other names is refused with the mapping that reads it`(line: String) throws {
    let fault = #expect(throws: Diagnostic.self) { try Self.written(line, "trl-dpo") }
    let written = try #require(fault?.message.firstMatch(of: /--map ([^ ;]+)/)?.1, "\(fault?.message ?? "")")
    var reader = SourceReader()
    reader.names = FieldNames(try FieldMapping(parsing: String(written)))
    var writer = JSONWriter()
    _ = try Converter(reader: reader, shape: nil, form: TargetForm("trl-dpo")).convert(
      try Self.record(line), into: &writer)
    #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"prompt":"q","chosen":"a","rejected":"b"}"# + "\n")
  }

  @Test func `answers of which another field says which is better are told with the program that pairs them`() throws {
    for line in [
      #"{"prompt":"q","response_0":"a","response_1":"b","better_response_id":1}"#,
      #"{"prompt":"q","response_a":"a","response_b":"b","winner":"a"}"#,
      #"{"conversation_a":[{"role":"user","content":"q"}],"conversation_b":[{"role":"user","content":"q"}],"winner":"model_a"}"#,
      #"{"prompt":"q","responses":["a","b"],"ranking":[2,1]}"#,
    ] {
      let fault = #expect(throws: Diagnostic.self) { try Self.written(line, "trl-dpo") }
      #expect(fault?.message.contains("jq -c '") == true && fault?.message.contains(".chosen = ") == true)
    }
  }

  @Test func `ids of calls that come again in a conversation become others each time`() throws {
    func turn(_ ids: [String]) -> String {
      let calls = ids.map { #"{"id":"\#($0)","type":"function","function":{"name":"f","arguments":"{}"}}"# }
      let answers = ids.map { #"{"role":"tool","tool_call_id":"\#($0)","content":"r"}"# }
      return
        #"{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[\#(calls.joined(separator: ","))]},"#
        + answers.joined(separator: ",") + #",{"role":"assistant","content":"a"}"#
    }
    for ids in [["call_1"], ["call_1", "call_2"], ["abcdefgh1"]] {
      let line = #"{"messages":[\#(Array(repeating: turn(ids), count: 3).joined(separator: ","))]}"#
      let text = try Self.written(line, "mistral")
      let called = text.matches(of: /"id":"([^"]*)"/).map { String($0.1) }
      let answered = text.matches(of: /"tool_call_id":"([^"]*)"/).map { String($0.1) }
      #expect(called == answered && Set(called).count == ids.count * 3 && called.allSatisfy { $0.count == 9 })
    }
    // What functions gave back to the calls of one turn stands in one content of Gemini's.
    let gemini = try Self.written(#"{"messages":[\#(turn(["a", "b"]))]}"#, "vertex-gemini")
    #expect(gemini.matches(of: /"role":"user"/).count == 2 && gemini.matches(of: /functionResponse/).count == 2)
  }

  @Test func `parts of a system text do not run into each other`() throws {
    for line in [
      #"{"system":[{"text":"S1"},{"text":"S2"}],"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#,
      #"{"systemInstruction":{"parts":[{"text":"S1"},{"text":"S2"}]},"contents":[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[{"text":"a"}]}]}"#,
    ] { #expect(try Self.written(line, "openai-chat").contains(#""S1\n\nS2""#)) }
  }
}
