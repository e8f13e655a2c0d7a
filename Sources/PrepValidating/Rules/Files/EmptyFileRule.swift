import PrepDiagnostics

/// F01: there is nothing in the file.
enum EmptyFileRule: FileRule {
  static let about = RuleDescription(
    "F01", "empty-file", .error, "the file holds no record",
    reason: "There is nothing to train on; most probably an earlier step failed without saying so.",
    remedy: "Look at what should have written the file.",
    example: RuleExample([], at: "0:0", good: Array("{\"text\":\"Some text.\"}\n".utf8)))

  static func check(_ file: FileFacts, _ report: Reporter) {
    if file.records + file.invalid == 0, !file.isWide, !file.isPart, file.failure == nil {
      report.report(at: file.location) { "the file holds no record" }
    }
  }
}
