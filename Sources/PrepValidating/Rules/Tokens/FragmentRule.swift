import PrepDiagnostics
import PrepRecords

/// K13: much of the text falls apart into single bytes.
enum FragmentRule: TokenSetRule {
  static let about = RuleDescription(
    "K13", "byte-fragments", .warning, "more than a tenth of the tokens are single bytes of characters",
    reason: "The vocabulary does not know the script: examples get long, and the model learns letters from scratch.",
    remedy: "Choose a tokenizer that knows the language.",
    example: RuleExample(
      "{\"text\":\"ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ\"}", at: "0:0", good: #"{"text":"The keeper wrote down the weather."}"#))

  static func conclude(_ totals: TokenTotals, _ census: SetCensus, _ counter: TokenCounter, _ report: Reporter) {
    guard totals.total > 0, totals.fragments * 10 > totals.total else { return }
    report.report(at: report.wholeSet) {
      "\(totals.fragments) of \(Counted(totals.total, "token")) are single bytes of characters"
    }
  }
}
