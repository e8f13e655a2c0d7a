import PrepDiagnostics
import PrepRecords
import PrepShapes
import PrepTokenizers

/// P12: labels that are several tokens, or begin with the same one.
enum LabelTokensRule: TokenSetRule {
  static let about = RuleDescription(
    "P12", "label-tokens", .warning, "a label is several tokens, or two labels begin with the same token",
    reason:
      "Classes are told apart by their first token; probabilities can be read off only when each label is one token.",
    remedy: "Choose labels of one token each: prep format --labels single --tokenizer NAME.",
    with: ["NAME": "prep-32k"],
    example: RuleExample(
      (0..<20).map { "{\"text\":\"text \($0)\",\"label\":\"\($0 % 2 == 0 ? "unquestionably positive" : "good")\"}" }
        .joined(separator: "\n"),
      at: "1:1 ",
      good: (0..<20).map { "{\"text\":\"text \($0)\",\"label\":\"\($0 % 2 == 0 ? "1" : "2")\"}" }.joined(
        separator: "\n")))

  static func conclude(_ totals: TokenTotals, _ census: SetCensus, _ counter: TokenCounter, _ report: Reporter) {
    guard census.completionRecords == 0 || census.task == .classification else { return }
    let labels = census.labels.labels.sorted { ($0.first.file, $0.first.line) < ($1.first.file, $1.first.line) }
    guard labels.count > 1, labels.count <= 1000 else { return }
    var firsts: [UInt32: LabelCensus.Label] = [:]
    for label in labels {
      // A label stands behind a prompt, so that it begins with a space unless it is a number.
      let isNumber = label.text.allSatisfy { $0 &- 0x30 < 10 }
      let text = isNumber || label.text.first == 0x20 ? label.text : [0x20] + label.text
      let tokens = text.withUnsafeBufferPointer { (try? counter.tokenizer.encode($0)) ?? [] }
      guard let first = tokens.first else { continue }
      if tokens.count > 1 {
        report.report(at: report.location(of: label.first)) {
          "the label \(Bytes.quoted(label.text)) is \(Counted(tokens.count, "token"))"
        }
      }
      if let other = firsts[first] {
        report.report(at: report.location(of: label.first)) {
          "the labels \(Bytes.quoted(other.text)) and \(Bytes.quoted(label.text)) begin with the same token"
        }
      } else {
        firsts[first] = label
      }
    }
  }
}
