import PrepDiagnostics
import PrepRecords
import PrepShapes

/// R13: a name with letters that names may not have.
enum NameRule: RecordRule {
  static let about = RuleDescription(
    "R13", "name", .warning, "a name has other characters than letters, digits, _ and -, or more than 64",
    reason: "Services refuse such names of functions and speakers.",
    remedy: "Rename it everywhere: in the tool, in its calls and in its results.",
    example: RuleExample(
      #"{"messages":[{"role":"user","name":"Ann B.","content":"q"},{"role":"assistant","content":"a"}]}"#,
      at: "1:36 /messages/0/name",
      good: #"{"messages":[{"role":"user","name":"Ann_B","content":"q"},{"role":"assistant","content":"a"}]}"#))

  static let speaksOf: RecordTraits = [.richTurns, .tools]

  static func check(_ example: ExampleView, _ report: Reporter) {
    for turn in example.richTurns {
      if let name = turn.name { check(name, report) }
      turn.toolCalls?.forEachElement { call in
        if let name = call.member("function")?.member("name") { check(name, report) }
      }
    }
    for key in [RecordField.tools, .functions] {
      example[key]?.forEachElement { tool in
        if let name = (tool.member("function") ?? tool).member("name") { check(name, report) }
      }
    }
  }

  private static func check(_ name: BorrowedJSON, _ report: Reporter) {
    guard name.isString else { return }
    let isGood =
      (1...64).contains(name.text.count)
      && name.text.allSatisfy {
        $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
      }
    if !isGood { report.report(at: name) { "the name \"\(name.shown)\" is not 1 to 64 letters, digits, _ and -" } }
  }
}
