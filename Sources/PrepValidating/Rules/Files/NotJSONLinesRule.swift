import PrepDiagnostics
import PrepRecords

/// F11: the file is an array, pretty-printed or no JSON at all, where JSON Lines are wanted.
enum NotJSONLinesRule: FileRule {
  static let about = RuleDescription(
    "F11", "not-json-lines", .error, "the file is not JSON Lines",
    reason: "One JSON object a line is what fine-tuning services and many trainers read.",
    remedy:
      "prep convert writes JSON Lines from JSON arrays, pretty-printed objects, CSV, TSV, XLSX, Parquet, Arrow and text.",
    example: RuleExample(
      "[{\"prompt\":\"q\",\"completion\":\"a\"},\n{\"prompt\":\"r\",\"completion\":\"b\"}]", at: "1:0",
      good: "{\"prompt\":\"q\",\"completion\":\"a\"}\n{\"prompt\":\"r\",\"completion\":\"b\"}",
      targets: ["openai-completion"]))

  static func concerns(_ profile: TargetProfile) -> Bool {
    ["json", "json-values", "csv", "xlsx", "parquet"].contains { TargetProfile.lacks(profile.containers, $0) }
  }

  static func check(_ file: FileFacts, _ report: Reporter) {
    guard !file.isJSONLines, file.container != FileFacts.unread else { return }
    var concerned = TargetSet.none
    for (target, profile) in report.profiles.enumerated() where TargetProfile.lacks(profile.containers, file.container)
    {
      concerned.insert(target)
    }
    guard !concerned.isEmpty else { return }
    report.report(at: file.location(line: 1), for: concerned) {
      switch file.container {
      case "json": "the file is one JSON array, not an object a line"
      case "json-values": "the file's objects go over several lines"
      default: "the file is \(file.container), not JSON Lines"
      }
    }
  }
}
