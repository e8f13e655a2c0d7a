import PrepDiagnostics
import PrepRecords

/// J02: a line is nearly JSON, with a fault that can be repaired.
enum NearlyJSONRule: LineRule {
  static let about = RuleDescription(
    "J02", "nearly-json", .error,
    "the line is nearly JSON: a trailing comma, single quotes, NaN, a comment, a raw control character, Python's words",
    reason: "Python, JavaScript and configuration files allow what JSON does not.",
    remedy: "prep fix --apply json.",
    example: RuleExample(#"{"text":"a",}"#, at: "1:13", good: #"{"text":"a"}"#))

  static func check(_ line: FaultyLine, _ report: Reporter) -> Bool {
    guard let fault = fault(line) else { return false }
    report.report(atColumnOffset: line.position) { fault }
    return true
  }

  private static func fault(_ line: FaultyLine) -> String? {
    switch line.problem {
    case .trailingComma: return "there is a comma before the closing bracket"
    case .controlCharacter: return "a control character inside a string must be written as an escape"
    case .badEscape: return "this is not an escape sequence of JSON; a backslash is written as two"
    default: break
    }
    if line.starts(with: "'") { return "a string has single quotes; JSON requires double quotes" }
    if line.starts(with: "//") || line.starts(with: "#") || line.starts(with: "/*") { return "JSON has no comments" }
    for word: StaticString in ["NaN", "Infinity", "-Infinity", "nan", "inf"] where line.starts(with: word) {
      return "JSON has no number \(word)"
    }
    for word: StaticString in ["True", "False", "None"] where line.starts(with: word) {
      return "\(word) is Python; JSON writes true, false and null"
    }
    if line.problem == .expectedKey, let byte = line.byte,
      byte | 0x20 &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
    {
      return "the key stands without quotes"
    }
    return nil
  }
}
