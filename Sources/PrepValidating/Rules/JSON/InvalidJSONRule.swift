import PrepDiagnostics
import PrepRecords

/// J01: a line is not JSON.
enum InvalidJSONRule: LineRule {
  static let about = RuleDescription(
    "J01", "invalid-json", .error, "the line is not JSON",
    reason: "No reader takes it; most stop there, and some drop the record without a word.",
    remedy: "Repair the line by hand; prep validate --pass --rejects FILE sets such lines aside.",
    with: ["FILE": "bad.txt"],
    example: RuleExample(#"{"text":"a}"#, at: "1:9", good: #"{"text":"a"}"#))

  static func check(_ line: FaultyLine, _ report: Reporter) -> Bool {
    report.report(atColumnOffset: line.position) {
      let message = JSONError(line.problem, at: 0).message
      return line.excerpt.isEmpty ? message : "\(message), near \(line.excerpt)"
    }
    return true
  }
}
