import PrepDiagnostics
import PrepRecords

/// F07: a byte order mark where a line begins inside the file.
enum MisplacedByteOrderMarkRule: LineRule {
  static let about = RuleDescription(
    "F07", "misplaced-byte-order-mark", .error, "a byte order mark appears inside the file",
    reason: "It is left where files that began with one were joined; the line is not valid JSON.",
    remedy: "prep fix --apply byte-order-mark.",
    example: RuleExample(
      Array("{\"text\":\"a\"}\n".utf8) + [0xEF, 0xBB, 0xBF] + Array("{\"text\":\"b\"}\n".utf8), at: "2:1",
      good: Array("{\"text\":\"a\"}\n{\"text\":\"b\"}\n".utf8)))

  static func check(_ line: FaultyLine, _ report: Reporter) -> Bool {
    guard line.problem == .misplacedByteOrderMark else { return false }
    report.report(atColumnOffset: line.position) {
      "a byte order mark appears inside the file; were files concatenated?"
    }
    return true
  }
}
