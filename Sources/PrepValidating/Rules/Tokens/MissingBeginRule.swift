import PrepDiagnostics
import PrepRecords

/// K06: the tokenizer asks for a begin of text that the template does not print.
enum MissingBeginRule: TokenSetRule {
  static let needs: RuleNeeds = [.tokenizer, .template]
  static let about = RuleDescription(
    "K06", "begin-missing", .error, "examples do not begin with the token that the tokenizer begins texts with",
    reason: "The model has seen every text begin with it, and will be asked with it.",
    remedy: "Print bos_token in the template, or add it: prep tokenize --bos TOKEN.",
    with: ["TOKEN": "'<|endoftext|>'"],
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#, at: "0:0",
      good: #"{"text":"A text."}"#,
      template: "chatml"))

  static func conclude(_ totals: TokenTotals, _ census: SetCensus, _ counter: TokenCounter, _ report: Reporter) {
    guard let begin = counter.specials.begin, totals.rendered.withoutBegin > 0,
      let template = counter.inspection?.template
    else { return }
    report.report(at: report.wholeSet) {
      "\(totals.rendered.withoutBegin) of \(Counted(totals.rendered.examples, "example")) rendered with \(template) do not begin with \(Bytes.quoted(begin))"
    }
  }
}
