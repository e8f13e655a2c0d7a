import PrepDiagnostics
import PrepRecords

/// F08: lines that end in a carriage return, all or some.
enum LineEndRule: FileRule {
  static let about = RuleDescription(
    "F08", "carriage-returns", .warning, "lines end in a carriage return and a line feed",
    reason:
      "Most readers cope; those that cut at line feeds and compare or hash lines do not, and mixed ends come from joined files.",
    remedy: "Write the file with line feeds alone, for example: tr -d '\\r'.",
    example: RuleExample(
      Array("{\"text\":\"a\"}\r\n".utf8), at: "1:0", good: Array("{\"text\":\"a\"}\n".utf8)))

  static func check(_ file: FileFacts, _ report: Reporter) {
    guard file.isJSONLines, file.returns > 0, !file.isWide else { return }
    if let mixed = file.firstMixed, file.feeds > 0 {
      report.report(at: file.location(line: mixed)) {
        let pairs = file.returns - file.loneReturns
        let parts = [
          (pairs, "in carriage return and line feed"), (file.loneReturns, "in a carriage return alone"),
          (file.feeds, "in a line feed alone"),
        ].filter { $0.0 > 0 }
        return "\(parts[0].0) lines end \(parts[0].1)" + parts.dropFirst().map { ", \($0.0) \($0.1)" }.joined()
      }
    } else if file.loneReturns > 0 {
      report.report(at: file.location(line: 1)) {
        "the lines end in a carriage return alone, which few readers take for an end"
      }
    } else {
      report.report(at: file.location(line: 1)) { "the lines end in carriage return and line feed" }
    }
  }
}
