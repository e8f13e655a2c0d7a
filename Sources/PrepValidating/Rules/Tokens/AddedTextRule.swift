import PrepDiagnostics
import PrepRecords

/// K11: the template says something of its own.
enum AddedTextRule: TokenSetRule {
  static let needs: RuleNeeds = [.tokenizer, .template]
  static let about = RuleDescription(
    "K11", "template-adds-text", .warning, "the template puts words into examples that the data does not have",
    reason:
      "A default system text or a date is trained with every example; asked without it, the model behaves otherwise.",
    remedy: "Use the same text at inference, or give every conversation its own system message.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#, at: "0:0",
      good:
        #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#,
      template: "qwen2.5"))

  static func conclude(_ totals: TokenTotals, _ census: SetCensus, _ counter: TokenCounter, _ report: Reporter) {
    guard let words = totals.addition, let template = counter.inspection?.template else { return }
    report.report(at: report.wholeSet) {
      "\(template) adds \(Bytes.quoted(Array(words.prefix(60)))) to \(totals.rendered.withAddition) of \(Counted(totals.rendered.examples, "example"))"
    }
  }
}
