import PrepDiagnostics
import PrepRecords

/// F06: a byte order mark at the start, or none where one is wanted.
enum ByteOrderMarkRule: FileRule {
  static let about = RuleDescription(
    "F06", "byte-order-mark", .warning,
    "the file starts with a byte order mark, or lacks the one that the target wants",
    reason:
      "Readers in Python take the mark for a part of the first line, which is then no JSON; one service's documents ask for it.",
    remedy: "prep fix --apply byte-order-mark takes it away. For a target that asks for one: prep convert --bom.",
    on: [
      "prep convert --bom": RuleExample(
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#, at: "", good: "",
        targets: ["azure-chat"])
    ],
    example: RuleExample(
      [0xEF, 0xBB, 0xBF] + Array("{\"text\":\"a\"}\n".utf8), at: "1:1", good: Array("{\"text\":\"a\"}\n".utf8)))

  static func check(_ file: FileFacts, _ report: Reporter) {
    guard file.isJSONLines, file.records + file.invalid > 0, !file.isWide else { return }
    let place = SourceLocation(file: file.name, line: 1, column: 1, offset: 0)
    var others = TargetSet.none
    for (target, profile) in report.profiles.enumerated() {
      switch profile.byteOrderMark {
      case .refused, nil: others.insert(target)
      case .required where !file.hasByteOrderMark:
        report.report(at: place, for: .only(target)) {
          "the file lacks the byte order mark that \(profile.title) asks for"
        }
      case .advised where !file.hasByteOrderMark:
        report.report(at: place, for: .only(target)) {
          "the file lacks the byte order mark that the documents of \(profile.title) ask for"
        }
      case .required, .advised: break
      }
    }
    if file.hasByteOrderMark, !others.isEmpty {
      report.report(at: place, for: others) { "the file starts with a byte order mark" }
    }
  }
}
