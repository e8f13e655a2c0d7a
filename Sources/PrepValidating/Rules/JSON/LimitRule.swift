import PrepDiagnostics
import PrepRecords

/// J08: a line too long, or a value too deep.
enum LimitRule: LineRule {
  static let about = RuleDescription(
    "J08", "too-large", .error, "a line is longer, or a value deeper, than the limit",
    reason:
      "A record without bound takes memory without bound: it is most probably a file without line ends, or an attack.",
    remedy: "Raise --max-line if the record is meant; nothing trains on nesting this deep.",
    example: RuleExample(
      String(repeating: "[", count: 600) + String(repeating: "]", count: 600), at: "1:513", good: #"{"text":"a"}"#))

  static func check(_ line: FaultyLine, _ report: Reporter) -> Bool {
    guard line.problem == .tooDeep || line.problem == .lineTooLong else { return false }
    report.report(atColumnOffset: line.position) { JSONError(line.problem, at: 0).message }
    return true
  }
}
