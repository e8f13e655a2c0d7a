import PrepDiagnostics
import PrepRecords

/// F05: the file is UTF-16 or UTF-32, or its first part reads as another character set.
enum WideEncodingRule: LineRule, FileRule {
  static let about = RuleDescription(
    "F05", "not-utf8", .error, "the file is in another character set than UTF-8",
    reason: "Every reader of JSON Lines expects UTF-8.",
    remedy: "prep convert --encoding NAME, or save the file as UTF-8.", with: ["NAME": "utf-16"],
    example: RuleExample(
      [0xFF, 0xFE] + "{\"text\":\"a\"}\n".utf8.flatMap { [$0, 0] }, at: "1:1",
      good: Array("{\"text\":\"a\"}\n".utf8)))

  package static func enrol(_ number: Int, in rules: inout RuleSet) {
    rules.lines.append(.init(number: number, rule: self))
    rules.files.append(.init(number: number, rule: self))
  }

  static func check(_ line: FaultyLine, _ report: Reporter) -> Bool {
    guard line.problem == .notUTF8 else { return false }
    report.report(atColumnOffset: line.position) {
      "the file is \(name(line.text)), not UTF-8; nothing more was read of it"
    }
    return true
  }

  static func check(_ file: FileFacts, _ report: Reporter) {
    guard let encoding = file.encoding, !file.isWide else { return }
    report.report(at: file.location) {
      "the file reads as \(encoding.name) (\(encoding.confidence)% sure), not UTF-8: prep convert --encoding \(encoding.name)"
    }
  }

  private static func name(_ text: UnsafeBufferPointer<UInt8>) -> String {
    let head = Array(text.prefix(4))
    if head == [0, 0, 0xFE, 0xFF] || head == [0xFF, 0xFE, 0, 0] { return "UTF-32" }
    return head.starts(with: [0xFE, 0xFF]) || head.first == 0 ? "UTF-16 (big-endian)" : "UTF-16 (little-endian)"
  }
}
