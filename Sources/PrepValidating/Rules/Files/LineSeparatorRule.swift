import PrepDiagnostics
import PrepRecords

/// F14: a separator of Unicode at which some readers break lines.
enum LineSeparatorRule: RecordRule {
  static let about = RuleDescription(
    "F14", "line-separator", .warning, "U+2028, U+2029 or U+0085 stands raw inside a line",
    reason:
      "JSON allows it, but readers that cut text at every line break of Unicode, as Python's splitlines does, cut the record in two.",
    remedy: "prep fix --apply line-separators writes it as an escape.",
    example: RuleExample("{\"text\":\"one\u{2028}two\"}", at: "1:13 /text", good: #"{"text":"one\u2028two"}"#))

  static let speaksOf: RecordTraits = .beyondASCII

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard !example.isASCII else { return }
    let text = example.text
    var position = 0
    while let found = Bytes.find(0xE2, in: text, from: position) {
      if found + 2 < text.count, text[found + 1] == 0x80, text[found + 2] & 0xFE == 0xA8 {
        return report.report(atColumnOffset: found) {
          text[found + 2] == 0xA8 ? "U+2028 stands raw inside the line" : "U+2029 stands raw inside the line"
        }
      }
      position = found + 1
    }
    position = 0
    while let found = Bytes.find(0xC2, in: text, from: position) {
      if found + 1 < text.count, text[found + 1] == 0x85 {
        return report.report(atColumnOffset: found) { "U+0085 stands raw inside the line" }
      }
      position = found + 1
    }
  }
}
