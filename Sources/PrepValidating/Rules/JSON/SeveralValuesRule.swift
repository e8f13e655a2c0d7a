import PrepDiagnostics
import PrepRecords

/// J05: two values stand on one line, or one goes over several lines.
enum SeveralValuesRule: LineRule {
  static let about = RuleDescription(
    "J05", "one-value-a-line", .error, "a line holds two values, or a part of one",
    reason: "Readers of JSON Lines take a line for a record, no more and no less.",
    remedy: "prep fix --apply concatenated-values, or prep convert --from json-values for objects that go over lines.",
    example: RuleExample(#"{"text":"a"}{"text":"b"}"#, at: "1:13", good: #"{"text":"a"}"# + "\n" + #"{"text":"b"}"#))

  static func check(_ line: FaultyLine, _ report: Reporter) -> Bool {
    switch line.problem {
    case .trailingContent where line.starts(with: "{") || line.starts(with: "["):
      report.report(atColumnOffset: line.position) { "a second value begins on the line" }
    case .trailingContent where line.starts(with: ","):
      report.report(atColumnOffset: line.position) {
        "a comma follows the value, as between the elements of an array"
      }
    case .unexpectedEnd where line.text.first == UInt8(ascii: "{") || line.text.first == UInt8(ascii: "["):
      report.report(atColumnOffset: line.position) { "the value does not end on its line" }
    default: return false
    }
    return true
  }
}
