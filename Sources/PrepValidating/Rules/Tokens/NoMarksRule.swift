import PrepDiagnostics
import PrepRecords
import PrepShapes

/// K10: the template does not mark what an assistant says.
enum NoMarksRule: TokenSetRule {
  static let needs: RuleNeeds = [.tokenizer, .template]
  static let about = RuleDescription(
    "K10", "no-generation-marks", .warning, "the template does not mark what the assistant says",
    reason: "Masks that Hugging Face makes from it are all zeros: trainers learn nothing, or everything.",
    remedy:
      "Put {% generation %} and {% endgeneration %} around answers with their ends; the masks made here do without.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#, at: "0:0",
      good: #"{"text":"A text."}"#,
      template: "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"))

  static func conclude(_ totals: TokenTotals, _ census: SetCensus, _ counter: TokenCounter, _ report: Reporter) {
    guard let inspection = counter.inspection, !inspection.marksGeneration, totals.rendered.examples > 0 else { return }
    report.report(at: report.wholeSet) { "the template \(inspection.template) has no generation marks" }
  }
}
