import PrepDiagnostics
import PrepRecords
import TestSupport
import Testing

@testable import PrepImporting

/// What stands in files that are no records themselves, and what becomes of it, however the file is cut in pieces.
@Suite struct RecordFormTests {
  private static let sizes: [[Int]] = [[1 << 20], [1], [2, 3], [7]]

  /// The lines, which have to be the same for all sizes of pieces.
  private func lines(_ text: String, _ importer: InputImporter = InputImporter(), name: String = "input") throws
    -> (lines: [String], origins: [Int], findings: [Diagnostic])
  {
    let whole = try imported(text, importer, sizes: Self.sizes[0], name: name)
    for sizes in Self.sizes.dropFirst() {
      let chopped = try imported(text, importer, sizes: sizes, name: name)
      #expect(chopped.lines == whole.lines)
      #expect(chopped.origins == whole.origins)
    }
    return whole
  }

  /// Two lines of each form that is no record.
  private static let others = [
    [#"{"role":"user","content":"TEXT"}"#, #"{"role":"assistant","content":"a"}"#],
    [#"[{"role":"user","content":"TEXT"},{"role":"assistant","content":"a"}]"#, #"[{"role":"user","content":"q"}]"#],
    [
      #"{"data":[{"text":"TEXT"},{"text":"Paris","entity":"city"}]}"#,
      #"{"data":[{"text":"in "},{"text":"Paris","entity":"city"}]}"#,
    ],
    [
      #"{"text":"TEXT","options":[{"id":"A"}],"accept":["A"]}"#, #"{"text":"x","options":[{"id":"A"}],"accept":["A"]}"#,
    ],
    [#"["TEXT",{"entities":[[0,1,"X"]]}]"#, #"["ab",{"entities":[[0,1,"X"]]}]"#],
  ]

  @Test(arguments: others, [0, 1]) func `lines are told for what they are, however long the first ones are`(
    lines: [String], long: Int
  ) throws {
    let word = String(repeating: "q ", count: 60_000)
    let short = try imported(lines.joined(separator: "\n"))
    var texts = lines
    if long == 1 { texts.swapAt(0, 1) }
    let written = texts.joined(separator: "\n").replacing("TEXT", with: word)
    let found = try imported(written)
    #expect(found.findings.isEmpty)
    #expect(found.lines.count == short.lines.count)
    #expect(found.lines.map { $0.replacing(word, with: "TEXT") }.sorted() != texts.sorted())
  }

  @Test func `messages stand in the order of their own numbers, in whatever order their lines come`() throws {
    func line(_ conversation: Int?, _ number: String?, _ role: String) -> String {
      let id = conversation.map { "\"conversation_id\":\($0)," } ?? ""
      let place = number.map { "\"turn\":\($0)," } ?? ""
      return "{\(id)\(place)\"role\":\"\(role)\",\"content\":\"\(number ?? "-")\"}"
    }
    func contents(_ lines: [String]) throws -> [[String]] {
      try self.lines(lines.joined(separator: "\n")).lines.map { line in
        line.matches(of: /"content":"([^"]*)"/).map { String($0.1) }
      }
    }
    let (user, assistant) = ("user", "assistant")
    var generator = SeededGenerator(seed: 18)
    for _ in 0..<20 {
      let numbers = (0..<Int.random(in: 2...9, using: &generator)).shuffled(using: &generator)
      let first = numbers.map { line(1, "\($0)", $0 % 2 == 0 ? user : assistant) }
      let second = [line(2, "0", user), line(2, "1", assistant)]
      #expect(try contents(first + second) == [numbers.sorted().map { "\($0)" }, ["0", "1"]])
      #expect(try contents(numbers.map { line(nil, "\($0)", user) }) == [numbers.sorted().map { "\($0)" }])
    }
    #expect(try contents([line(1, "0", user), line(1, nil, assistant)]) == [["0", "-"]])
    for lines in [
      [line(1, "1", user), line(1, nil, user), line(1, "0", assistant)],
      [line(nil, "0", user), line(nil, "1", assistant), line(nil, "0", user)],
    ] {
      let failure = #expect(throws: Diagnostic.self) { try contents(lines) }
      #expect(failure?.code == "unordered-messages" && failure?.location.line == 3)
    }
  }

  @Test func `queries in parts are texts with spans`() throws {
    let text = """
      {"Get Weather": [
        {"data": [{"text": "in "}, {"text": "Zürich", "entity": "city"}, {"text": " 😀 "}, {"text": "now", "entity": "time"}]},
        {"data": [{"text": "hello"}], "id": 7}]}
      """
    #expect(
      try lines(text).lines == [
        #"{"text":"in Zürich 😀 now","spans":[{"start":3,"end":9,"label":"city"},{"start":12,"end":15,"label":"time"}]}"#,
        #"{"text":"hello","spans":[],"id":7}"#,
      ])
    #expect(try lines(#"{"Intent":[{"data":[{"text":"a","entity":"b"}]}]}"#).lines.count == 1)
  }

  @Test func `what annotators chose are labels, and tasks without an answer are left out`() throws {
    func task(_ id: Int, _ result: String, cancelled: Bool = false) -> String {
      #"{"id":\#(id),"data":{"text":"t\#(id)"},"annotations":[{"was_cancelled":\#(cancelled),"result":[\#(result)]}]}"#
    }
    let one = #"{"from_name":"c","type":"choices","value":{"choices":["a"]}}"#
    let two = #"{"from_name":"c","type":"choices","value":{"choices":["a","b"]}}"#
    let span = #"{"from_name":"s","type":"labels","value":{"start":0,"end":1,"text":"t","labels":["L"]}}"#
    let chosen = [task(1, ""), task(2, one), task(3, two), task(4, one, cancelled: true)]
    let expected = [#"{"id":2,"text":"t2","label":"a"}"#, #"{"id":3,"text":"t3","labels":["a","b"]}"#]
    #expect(try lines("[\(chosen.joined(separator: ",\n"))]").lines == expected)
    #expect(try lines(chosen.joined(separator: "\n")).lines == expected)
    // Where spans are marked, a text in which there is none says so.
    let marked = [task(1, ""), task(2, span), task(3, "")]
    #expect(try lines(marked.joined(separator: "\n")).lines == marked)
    let unmarked = [task(1, ""), task(2, "")]
    #expect(try lines(unmarked.joined(separator: "\n")).lines == unmarked)
    let several = [one, one.replacing("\"c\"", with: "\"d\"")].joined(separator: ",")
    #expect(try lines(task(5, several)).lines == [#"{"id":5,"text":"t5","c":"a","d":"a"}"#])
  }

  @Test func `choices of Prodigy and of Label Studio's short form are labels`() throws {
    let prodigy = """
      {"text":"a","options":[{"id":"A"},{"id":"B"}],"accept":["A"],"answer":"accept"}
      {"text":"b","options":[{"id":"A"}],"accept":[],"answer":"ignore"}
      {"text":"c","options":[{"id":"A"}],"accept":["A","B"],"answer":"accept","config":{"choice_style":"multiple"}}
      """
    #expect(
      try lines(prodigy).lines == [#"{"text":"a","label":"A"}"#, #"{"text":"c","labels":["A","B"]}"#])
    let short = #"[{"id":1,"text":"a","topic":{"choices":["x"]},"annotator":1,"lead_time":2.5}]"#
    #expect(try lines(short).lines == [#"{"id":1,"text":"a","labels":["x"]}"#])
  }

  @Test func `messages one a line are one conversation`() throws {
    let text = """
      {"role":"system","content":"s"}

      {"role":"user","content":"q"}
      {"role":"assistant","content":null,"tool_calls":[]}

      """
    let found = try lines(text)
    #expect(
      found.lines == [
        #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},"#
          + #"{"role":"assistant","content":null,"tool_calls":[]}]}"#
      ])
    #expect(found.origins == [1])
  }

  @Test(arguments: ["conversation_id", "sessionId", "thread_id", "dialogue_id", "chat_id"])
  func `messages with the id of a conversation are joined while they stand together`(name: String) throws {
    let text = ["a", "a", "b", "b", "b"].enumerated().map { index, id in
      #"{"\#(name)":"\#(id)","from":"\#(index % 2 == 0 ? "human" : "gpt")","value":"\#(index)"}"#
    }
    let found = try lines(text.joined(separator: "\n"))
    #expect(found.lines.count == 2)
    #expect(found.lines[0].hasPrefix(#"{"\#(name)":"a","messages":[{"from":"human","value":"0"}"#))
    #expect(found.origins == [1, 3])
    let mixed = (text + text.prefix(2)).joined(separator: "\n")
    let finding = #expect(throws: Diagnostic.self) { try lines(mixed) }
    #expect(finding?.code == "interleaved-messages")
    #expect(finding?.location.line == 6)
    #expect(finding?.message.contains("sort_by(.\(name))") == true)
  }

  @Test func `a session is a conversation, and its branches are refused`() throws {
    func line(_ id: String, _ parent: String, _ role: String) -> String {
      #"{"type":"message","id":"\#(id)","parentId":\#(parent),"message":{"role":"\#(role)","content":"\#(id)"}}"#
    }
    let head = #"{"type":"session","version":3,"id":"s"}"#
    let change = #"{"type":"model_change","id":"c","parentId":"1"}"#
    let session = [head, line("1", "null", "user"), change, line("2", "\"c\"", "assistant")]
    #expect(
      try lines(session.joined(separator: "\n")).lines == [
        #"{"messages":[{"role":"user","content":"1"},{"role":"assistant","content":"2"}]}"#
      ])
    #expect(try lines((session + session).joined(separator: "\n")).lines.count == 2)
    let branched = (session + [line("3", "\"1\"", "user")]).joined(separator: "\n")
    let finding = #expect(throws: Diagnostic.self) { try lines(branched) }
    #expect(finding?.code == "branched-conversation")
    #expect(finding?.location.line == 5)
  }

  @Test func `a message row of a table is joined too`() throws {
    let found = try lines("conversation_id,role,content\n1,user,q\n1,assistant,a\n2,user,r\n", name: "x.csv")
    #expect(
      found.lines == [
        #"{"conversation_id":"1","messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#,
        #"{"conversation_id":"2","messages":[{"role":"user","content":"r"}]}"#,
      ])
    #expect(found.origins == [2, 4])
  }

  @Test func `records that say who speaks are no messages`() throws {
    for text in [
      #"{"role":"user","content":"c","label":"x"}"#, #"{"role":"pilot","content":"c"}"#,
      #"{"message_id":"1","parent_id":null,"text":"q","role":"prompter"}"#, #"{"content":"c"}"#,
      #"{"messages":[{"role":"user","content":"q"}]}"#,
    ] {
      let two = "\(text)\n\(text)\n"
      #expect(try lines(two).lines == [text, text])
    }
  }

  @Test func `a line that is no JSON stays for whoever reads the lines`() throws {
    let text = "{\"role\":\"user\",\"content\":\"q\"}\n{\"role\":\"assistant\",\"content\":\"a\"}\noops\n"
    #expect(try lines(text).lines.first == "oops")
  }

  @Test func `lists of messages are conversations`() throws {
    let list = #"[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]"#
    let record = #"{"messages":\#(list)}"#
    #expect(try lines("\(list)\n\(list)\n").lines == [record, record])
    #expect(try lines("[\(list),\n\(list)]").lines == [record, record])
    #expect(try lines(list).lines == [record])
    #expect(try lines("[1,2]\n[3]\n").lines == ["[1,2]", "[3]"])
  }

  @Test func `columns become rows`() throws {
    let rows = [#"{"prompt":"a","completion":"b"}"#, #"{"prompt":"c","completion":"d"}"#]
    #expect(try lines(#"{"prompt":["a","c"],"completion":["b","d"]}"#).lines == rows)
    #expect(try lines(#"{"prompt":{"0":"a","1":"c"},"completion":{"0":"b","1":"d"}}"#).lines == rows)
    #expect(try lines("{\n \"prompt\": [\"a\",\"c\"],\n \"completion\": [\"b\",\"d\"]\n}").lines == rows)
    for record in [
      #"{"tokens":["a","b"],"labels":["X","Y"]}"#, #"{"input_ids":[1,2],"labels":[1,2]}"#, #"{"text":"a"}"#,
      #"{"prompt":["a"],"completion":["b","c"]}"#, #"{"prompt":{"0":"a"},"completion":{"1":"b"}}"#,
      #"{"prompt":[{"role":"user","content":"q"}],"completion":[{"role":"assistant","content":"a"}]}"#,
    ] { #expect(try lines(record).lines == [record]) }
  }

  @Test func `columns longer than what is looked at become rows`() throws {
    let texts = (0..<20_000).map { "\"text \($0)\"" }
    let found = try imported("{\"text\":[\(texts.joined(separator: ","))]}")
    #expect(found.lines.count == texts.count)
    #expect(found.lines.last == "{\"text\":\(texts[19_999])}")
  }

  @Test func `records inside of an object are told, and read by their pointer`() throws {
    let element = #"{"instruction":"i","input":"","output":"o"}"#
    for (text, pointer) in [
      (#"{"meta":{"n":2},"dataset":[\#(element),\#(element)]}"#, "/dataset"),
      ("{\n\"meta\": {\"n\": [1]},\n\"data\": {\"a/b\": [\n\(element),\n\(element)\n]}}", "/data/a~1b"),
    ] {
      let finding = #expect(throws: Diagnostic.self) { try lines(text) }
      #expect(finding?.code == "records-inside")
      #expect(finding?.message.contains("--records=\(pointer)") == true)
      var importer = InputImporter()
      importer.pointer = JSONPointer(pointer)
      let found = try lines(text, importer)
      #expect(found.lines == [element, element])
      #expect(found.origins == (pointer == "/dataset" ? [1, 1] : [4, 5]))
    }
    #expect(JSONPointer("dataset") == nil)
    #expect(JSONPointer("/a~2") == nil)
  }

  @Test func `a pointer finds values anywhere, and says where there are none`() throws {
    let text = #"{"a":[{"x":"]}\""},{"b":{"c":[{"text":"t"}]}}],"d":"e","f":{"text":"u"},"":[{"text":"v"}],"a":1}"#
    for (pointer, expected) in [
      ("/a/1/b/c", [#"{"text":"t"}"#]), ("/f", [#"{"text":"u"}"#]), ("/", [#"{"text":"v"}"#]), ("/d", [#""e""#]),
      ("/a/0", [#"{"x":"]}\""}"#]),
    ] {
      var importer = InputImporter()
      importer.pointer = JSONPointer(pointer)
      #expect(try lines(text, importer).lines == expected, "\(pointer)")
    }
    for pointer in ["/g", "/a/2", "/a/1/b/d", "/d/e"] {
      var importer = InputImporter()
      importer.pointer = JSONPointer(pointer)
      #expect(throws: Diagnostic.self) { try lines(text, importer) }
    }
  }

  @Test func `records with lists inside are records`() throws {
    for text in [
      #"{"id":1,"items":[{"a":1}]}"#, #"{"conversations":[{"from":"human","value":"q"}]}"#,
      #"{"messages":[{"role":"user","content":"q"}],"tools":[{"text":"t"}]}"#,
    ] { #expect(try lines(text).lines == [text]) }
  }

  @Test func `the path of a file becomes a field`() throws {
    var importer = InputImporter()
    importer.pathField = "file"
    #expect(
      try lines("{\"text\":\"a\"}\r\n{}\n5\n", importer, name: "d/x.jsonl").lines == [
        #"{"text":"a","file":"d/x.jsonl"}"#, #"{"file":"d/x.jsonl"}"#, "5",
      ])
    #expect(try lines("text\na\n", importer, name: "x.csv").lines == [#"{"text":"a","file":"x.csv"}"#])
    let taken = try lines("{\"file\":\"a\"}\n", importer)
    #expect(taken.lines.isEmpty)
    #expect(taken.findings.map(\.code) == ["path-field-taken"])
  }

  @Test func `slips at the end of an array take nothing from its records`() throws {
    for text in ["[{\"text\":\"a\"},\n]", "[{\"text\":\"a\"},", "[{\"text\":\"a\"}"] {
      let found = try lines(text)
      #expect(found.lines == [#"{"text":"a"}"#])
      #expect(found.findings.map(\.code) == ["invalid-json"])
    }
  }

  /// Columns are plain lists, or objects from the numbers of rows: whatever has names of fields is one record, and two of
  /// them are read as one is.
  @Test func `one record is read as two are, whatever objects stand in it`() throws {
    let outer = ["prompt", "completion", "chosen", "question", "answer", "message", "text", "messages", "input"]
    let inner = ["role", "content", "text", "lang", "from", "value", "a", "-1", "1.5", ""]
    let cells = [#""user""#, #""yo""#, "1", "null", #"{"k":["v"]}"#]
    var random = SeededGenerator(seed: 12)
    for _ in 0..<400 {
      let keys = Array(inner.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)))
      let names = outer.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))
      let members = names.map { name in
        let values = keys.map { "\"\($0)\":\(cells.randomElement(using: &random) ?? "1")" }
        return "\"\(name)\":{\(values.joined(separator: ","))}"
      }
      let record = "{\(members.joined(separator: ","))}"
      #expect(
        try imported(record).lines + imported(record).lines == imported(record + "\n" + record).lines, "\(record)")
      #expect(try imported(record).lines == [record], "\(record)")
    }
    #expect(
      try lines(#"{"prompt":{"0":"a","3":"b"},"completion":{"0":"c","3":"d"}}"#).lines == [
        #"{"prompt":"a","completion":"c"}"#, #"{"prompt":"b","completion":"d"}"#,
      ])
  }

  @Test func `messages in an object of lists are a list of messages`() throws {
    let record = #"{"id":7,"messages":{"role":["user","assistant"],"content":["q","a"],"name":[null,"n"]}}"#
    let expected = #"{"id":7,"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","name":"n"}]}"#
    #expect(try lines(record).lines == [expected])
    #expect(try lines(record + "\n" + record).lines == [expected, expected])
    #expect(
      try lines(#"[{"conversations":{"from":["human"],"value":["q"]}}]"#).lines == [
        #"{"conversations":[{"from":"human","value":"q"}]}"#
      ])
    for other in [
      #"{"messages":{"role":["user"],"content":["q","a"]}}"#, #"{"messages":{"role":"user","content":"q"}}"#,
      #"{"messages":{"role":[1],"content":["q"]}}"#, #"{"meta":{"role":["user"]}}"#,
    ] { #expect(try lines(other).lines == [other]) }
  }

  @Test func `a conversation begins at a blank line behind an answer, and where instructions come again`() throws {
    func line(_ role: String) -> String { #"{"role":"\#(role)","content":"c"}"# }
    func counts(_ roles: String..., at separator: String = "\n") throws -> [Int] {
      let text = roles.map { $0.isEmpty ? "" : line($0) }.joined(separator: separator)
      return try lines(text).lines.map { $0.matches(of: /"role"/).count }
    }
    #expect(try counts("user", "assistant", "", "user", "assistant") == [2, 2])
    #expect(try counts("user", "assistant", "", "", "system", "user", "assistant") == [2, 3])
    // Behind a question, or between all lines, it says nothing.
    #expect(try counts("user", "", "assistant", "user", "assistant") == [4])
    #expect(try counts("user", "assistant", "user", "assistant", at: "\n\n") == [4])
    #expect(try counts("system", "user", "assistant", "system", "user", "assistant") == [3, 3])
    #expect(try counts("user", "assistant", "system", "user", "assistant") == [5])
    #expect(try counts("system", "user", "system", "assistant") == [4])
    // An id says more than either.
    let named = ["user", "assistant", "", "user", "assistant"].map {
      $0.isEmpty ? "" : #"{"conversation_id":1,"role":"\#($0)","content":"c"}"#
    }
    #expect(try lines(named.joined(separator: "\n")).lines.count == 1)
    #expect(
      try lines("{\"_type\":\"metadata\",\"title\":\"t\"}\n\(line("user"))\n\(line("assistant"))").lines.count == 1)
  }
}
