import PrepBytes
import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes
import PrepValidating
import TestSupport
import Testing

/// `validate` without a target finds an error in a record exactly when the commands that make examples of records refuse
/// it.
@Suite struct ReadingLawTests {
  /// The errors that validate finds in a record that stands alone.
  private static func errors(_ line: String, omitting omitted: [String] = []) throws -> [Finding] {
    var options = ValidationOptions()
    options.omitted = omitted
    var findings: [Finding] = []
    let validation = Validation(
      profiles: [try TargetProfiles.generalProfile()], areNamed: false, selection: try RuleSelection(), options: options
    ) { findings += $0.findings }
    let bytes = Array(line.utf8)
    var inputs = [
      ValidationInput(
        source: MemoryByteSource(bytes, name: "test"),
        facts: FileFacts(name: "test", container: "jsonl", storedBytes: bytes.count))
    ][...]
    _ = try validation.run { inputs.popFirst() }
    return findings.filter { $0.severity == .error }
  }

  private static func record(_ line: String) throws -> Record {
    let chunker = LineChunker(source: MemoryByteSource(Array(line.utf8)))
    let batch = try #require(try chunker.next()?.parse())
    guard case .record(let record)? = batch.first else {
      throw Diagnostic("no-record", line, at: SourceLocation(file: "test"))
    }
    return record
  }

  /// What the reading of a record meets.
  private static func refusal(_ line: String, omitting omitted: [String] = []) throws -> Diagnostic? {
    let record = try record(line)
    var set = SetShape()
    if let told = FieldNames.usual.detect(record.root) { set.tell([told]) }
    do throws(Diagnostic) {
      let shape = try ExampleShape(of: record, .usual, in: set)
      let reader = ExampleReader(shape: shape, names: .usual, in: set, omitting: OmittedFields(omitted))
      _ = try reader.examples(of: record)
      return nil
    } catch { return error }
  }

  /// What validate says of records that can be read, by the rules that say it: there is nothing to learn of them, tools or
  /// images are described wrongly, or too little is said.
  private static let exceptions: Set<String> = [
    "no-assistant", "few-turns", "tool-schema", "image-placeholders", "last-turn", "nothing-trained",
  ]

  private static func expectAgreement(_ line: String) throws {
    let errors = try errors(line)
    var refusal = try refusal(line)
    if refusal?.code == "lost-field", let shape = RecordShape(detecting: try record(line).root)?.example {
      // What trainers look at beside an example is no fault of the data; only tokens have no place for it.
      refusal = try Self.refusal(line, omitting: RecordField.standing(beside: shape).map(\.name))
    }
    // Token ids, single messages and the like are examples of nobody's; validate looks at them all the same.
    if refusal?.code == "foreign-shape" { return }
    if let refusal {
      #expect(!errors.isEmpty, "\(line): \(refusal.message)")
      if refusal.code == "lost-field" {
        #expect(
          errors.contains { $0.about.code == refusal.code && $0.message == refusal.message }, "\(line): \(refusal)")
      }
    } else {
      let stricter = errors.filter { !exceptions.contains($0.about.code.rawValue) }
      #expect(stricter.isEmpty, "\(line): \(stricter.map(\.message))")
    }
  }

  @Test(arguments: RecordShape.allCases)
  func `with any part of an example beside it`(shape: RecordShape) throws {
    for item in LostFieldLawTests.cases where item.shape == shape { try Self.expectAgreement(item.json) }
  }

  @Test(arguments: RecordShape.allCases)
  func `under any names of its fields`(shape: RecordShape) throws {
    for line in try ShapeLawTests.records(shape) { try Self.expectAgreement(line) }
  }

  @Test(arguments: [
    #"{"text":"rendered","messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#,
    #"{"text":"q a","prompt":"q","completion":"a"}"#,
    #"{"prompt":"q","Completion":"a"}"#,
    #"{"question":[[{"role":"user","content":"q"}]],"function":[{"name":"f","description":"d","parameters":{"type":"dict","properties":{}}}]}"#,
    #"{"messages":[{"role":"System","content":"s"},{"role":"User","content":"q"},{"role":"Chatbot","content":"a"}]}"#,
    #"{"messages":[{"role":"USER","message":"q"},{"role":"CHATBOT","message":"a"}]}"#,
    #"{"conversations":[{"from":"system","value":"s","weight":null},{"from":"human","value":"q","weight":0},{"from":"gpt","value":"a","weight":1}]}"#,
    #"{"messages":[{"role":"user","content":["q"]},{"role":"assistant","content":"a"}]}"#,
    #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"thinking","thinking":"t"},{"type":"text","text":"a"}]}]}"#,
    #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":[{"foo":1}]}]}"#,
    #"{"messages":[{"role":"user","content":"q"},{"role":"assistant"}]}"#,
    #"{"messages":[{"role":"user","body":"q"},{"role":"assistant","content":"a"}]}"#,
    #"{"messages":[{"role":"user","content":"q"}],"choices":[{"index":0,"message":{"role":"assistant","content":"a"}}]}"#,
    #"{"messages":[{"role":"user","content":"q"}],"choices":[{"message":{"role":"assistant","content":"a"}},{"message":{"role":"assistant","content":"b"}}]}"#,
    #"{"input":[{"role":"user","content":"q"}],"output":{"role":"assistant","content":"a"}}"#,
    #"{"input":{"messages":[{"role":"user","content":"q"}]},"output":{"message":{"role":"assistant","content":"a"}}}"#,
    #"{"input":{"messages":[{"role":"user","content":"q"}],"tools":[{"name":"f"}]},"output":{"message":{"role":"assistant","content":"a"}}}"#,
    #"{"prompt":"q","completion":{"a":1}}"#,
    #"{"conversation":[{"input":"q","output":"a"},{"input":"q2","output":"a2"}]}"#,
    #"{"conversations":[{"system":"s","input":"q","output":"a"}]}"#,
    #"{"prompt":"q","chosen_messages":[{"role":"assistant","content":"a"}],"rejected_messages":[{"role":"assistant","content":"b"}]}"#,
    #"{"question":"q","choices":["a","b"],"answer":"a"}"#,
    #"{"instruction":"q","code":"a"}"#, #"{"text":"q","summary":"a"}"#, #"{"question":"q","answer":"a","context":"c"}"#,
    #"{"prompt":"q","answers":[{"answer":"a","rank":1},{"answer":"b","rank":1}]}"#,
    #"{"messages":[{"id":"1","role":"user","content":"q"},{"id":"2","parent_id":"1","role":"assistant","content":"a"},{"id":"3","parent_id":"1","role":"assistant","content":"b"}]}"#,
    #"{"messages":[{"role":"user","content":"q","text":"r"},{"role":"assistant","content":"a"}]}"#,
    #"{"messages":"[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]"}"#,
    #"{"conversations":"[{\"from\":\"human\",\"value\":\"q\"},{\"from\":\"gpt\",\"value\":\"a\"}]"}"#,
    #"{"messages":"[{'role': 'user', 'content': 'q'}]"}"#, #"{"messages":"[1,2]"}"#, #"{"messages":"hello"}"#,
  ]) func `as others write it`(line: String) throws { try Self.expectAgreement(line) }

  /// Names of a question and of its answer that no table has together.
  private static let pairs = [
    ("problem", "solution"), ("source", "target"), ("src", "tgt"), ("human", "assistant"), ("user", "bot"), ("q", "a"),
    ("article", "highlights"), ("document", "summary"), ("dialogue", "summary"), ("ask", "response"),
    ("premise", "hypothesis"), ("en", "fr"), ("task", "result"), ("issue", "patch"), ("text1", "text2"),
  ]

  @Test(arguments: pairs)
  func `a pair that nobody knows is refused with the mapping that reads it`(asked: String, answer: String) throws {
    for line in [
      #"{"\#(asked)":"WORD-q","\#(answer)":"WORD-a"}"#, #"{"\#(answer)":"WORD-a","id":"7","\#(asked)":"WORD-q"}"#,
    ] {
      let refusal = try #require(try Self.refusal(line), "\(line)")
      let proposal = try #require(refusal.message.firstMatch(of: /--map ([^ ;]+)/)?.1, "\(refusal.message)")
      #expect(try Self.errors(line).contains { $0.message.contains("--map \(proposal)") }, "\(line)")
      let names = FieldNames(try FieldMapping(parsing: String(proposal)))
      let record = try Self.record(line)
      guard
        case .promptCompletion(.text(let prompt), .text(let completion)) = try ExampleReader(
          shape: try ExampleShape(of: record, names), names: names, in: SetShape()
        ).read(record)
      else {
        Issue.record("\(line)")
        continue
      }
      #expect(Set([prompt, completion]) == [Array("WORD-q".utf8), Array("WORD-a".utf8)])
      // Where the names say it, each is what it is.
      if !["premise", "en", "text1", "src", "q"].contains(asked) { #expect(prompt == Array("WORD-q".utf8), "\(line)") }
    }
  }

  @Test func `a conversation under a name that nobody knows is refused with the mapping that reads it`() throws {
    let line = #"{"dialog":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#
    #expect(try Self.refusal(line)?.message.contains("--map messages=dialog") == true)
  }

  /// Members that messages have, and values of theirs that some readers do not take.
  private static let members: [(key: String, values: [String])] = [
    ("role", [#""user""#, #""assistant""#, #""system""#, #""tool""#, #""human""#, #""function_call""#, "1"]),
    ("from", [#""human""#, #""gpt""#]),
    (
      "content",
      [
        #""x""#, #""""#, "null", "[]", #"["x"]"#, #"[{"type":"text","text":"x"}]"#, #"[{"foo":1}]"#, "1",
        #"[{"type":"thinking","thinking":"x"}]"#, #"{"text":"x"}"#, #"[{"type":"image","image":"a"}]"#, #"["x",1]"#,
      ]
    ), ("value", [#""x""#, #""y""#]), ("text", [#""x""#, #""z""#]), ("message", [#""x""#]),
    ("parts", [#"[{"text":"x"}]"#]),
    (
      "tool_calls",
      ["[]", "null", #""x""#, #"[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]"#]
    ),
    ("tool_call_id", [#""c""#]), ("weight", ["0", "1", "0.5", #""x""#, "-1"]), ("parent_id", [#""7""#, "null"]),
    ("id", [#""7""#, #""8""#]), ("name", [#""n""#]), ("reasoning_content", [#""r""#, "null"]),
    ("observation", [#""o""#]),
    ("tools", [#"[{"name":"f"}]"#]), ("other", ["1"]),
  ]

  private static func message(_ generator: inout SeededGenerator) -> String {
    var chosen: [Int] = Bool.random(using: &generator) ? [0, 2] : [Int.random(in: 0...1, using: &generator)]
    for _ in 0..<Int.random(in: 0...2, using: &generator) {
      chosen.append(Int.random(in: 0..<members.count, using: &generator))
    }
    var keys: Set<Int> = []
    let texts = chosen.filter { keys.insert($0).inserted }.map { index in
      let member = members[index]
      // Mostly the first value, which is sound.
      let value = Bool.random(using: &generator) ? member.values[0] : member.values.randomElement(using: &generator)!
      return "\"\(member.key)\":\(value)"
    }
    return "{\(texts.joined(separator: ","))}"
  }

  @Test(arguments: [UInt64(1), 2, 3]) func `what readers have against messages is found`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var refused = 0
    for _ in 0..<TestData.rounds(900) {
      let list = (0..<Int.random(in: 1...3, using: &generator)).map { _ in Self.message(&generator) }
      let key = ["messages", "messages", "conversations"].randomElement(using: &generator)!
      let beside = ["", "", #","system":"s""#, #","tools":"x""#, #","tools":[{"name":"f"}]"#]
        .randomElement(using: &generator)!
      let line = "{\"\(key)\":[\(list.joined(separator: ","))]\(beside)}"
      guard let refusal = try Self.refusal(line) else { continue }
      refused += 1
      #expect(try !Self.errors(line).isEmpty, "\(line): \(refusal.message)")
    }
    #expect(refused > 100)
  }

  @Test func `a record inside of another is refused with what takes it out`() throws {
    let line = #"{"id":7,"data":{"question":"q","answer":"a"},"meta":{"source":"s"}}"#
    #expect(try Self.refusal(line)?.message.contains(#"jq -c '.["data"]' takes it out"#) == true)
  }

  @Test func `what is let go is no finding`() throws {
    let line = #"{"prompt":"q","completion":"a","rejected":"b"}"#
    #expect(try Self.errors(line).map(\.about.code) == ["lost-field"])
    #expect(try Self.errors(line, omitting: ["rejected"]).isEmpty)
  }
}
