import PrepDiagnostics
import PrepRecords
import PrepShapes

/// S02: a key in capitals.
enum KeyCaseRule: RecordRule {
  static let about = RuleDescription(
    "S02", "key-case", .error, "a key has the right letters in the wrong case",
    reason: "Keys are compared exactly: to a consumer \"Prompt\" is an unknown field and \"prompt\" is missing.",
    remedy: "prep fix --apply key-case.",
    example: RuleExample(
      #"{"Prompt":"2+3 ->","completion":" 5"}"#, at: "1:2 /Prompt", good: #"{"prompt":"2+3 ->","completion":" 5"}"#))

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    for member in example.members where hasCapitals(member.name) {
      guard let key = lowered(member.name), member.key == key || (member.key == nil && !example.has(key)) else {
        continue
      }
      report.report(at: member.name) { "the key \"\(member.name.shown)\" is written \"\(key.name)\"" }
    }
    for turn in example.richTurns where turn.roleValue == nil || turn.content == nil {
      turn.value.forEachMember { name, _ in
        guard hasCapitals(name), let key = lowered(name) else { return }
        report.report(at: name) { "the key \"\(name.shown)\" is written \"\(key.name)\"" }
      }
    }
  }

  private static func hasCapitals(_ name: BorrowedJSON) -> Bool { name.text.contains { $0 &- UInt8(ascii: "A") < 26 } }

  private static func lowered(_ name: BorrowedJSON) -> RecordField? {
    let lower = name.text.map { $0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0 }
    return lower.withUnsafeBufferPointer { FieldNames.field(FieldNames.usual.number(of: $0)) }.flatMap { key in
      key.name.utf8.count == lower.count && !Bytes.equal(name.text.baseAddress, Array(key.name.utf8), lower.count)
        ? key : nil
    }
  }
}
