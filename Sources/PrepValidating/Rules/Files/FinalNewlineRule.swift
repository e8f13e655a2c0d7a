import PrepDiagnostics
import PrepRecords

/// F10: the last line has no end.
enum FinalNewlineRule: FileRule {
  static let about = RuleDescription(
    "F10", "no-final-newline", .warning, "the last line does not end in a line feed",
    reason:
      "Joined to another file the last record and its first one end up on one line; and a download may have been cut short.",
    remedy: "prep fix adds it, as every command that writes records does.",
    example: RuleExample(Array("{\"text\":\"a\"}".utf8), at: "1:0", good: Array("{\"text\":\"a\"}\n".utf8)))

  static func check(_ file: FileFacts, _ report: Reporter) {
    guard file.isJSONLines, file.bytes > 0, file.lastByte != 0x0A, !file.isWide else { return }
    report.report(at: SourceLocation(file: file.name, line: max(1, file.lines))) {
      "the last line has no line feed at its end"
    }
  }
}
