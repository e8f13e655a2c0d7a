import PrepDiagnostics
import PrepTokenizers

/// K16: the token that fills rows is the one that ends texts.
enum PaddingRule: TokenSetRule {
  static let about = RuleDescription(
    "K16", "padding-token", .warning, "the tokenizer fills rows with the token that ends texts",
    reason:
      "Trainers that leave the filling out of the loss by its id leave the ends of texts out as well; the model never learns to stop.",
    remedy: "Mask by position, as prep's shards do, or give the tokenizer a separate padding token.",
    example: RuleExample(#"{"text":"A text."}"#, at: "0:0", good: #"{"text":"A text."}"#))

  static func conclude(_ totals: TokenTotals, _ census: SetCensus, _ counter: TokenCounter, _ report: Reporter) {
    if counter.specials.padIsEnd {
      report.report(at: report.wholeSet) { "\(counter.tokenizer.name) fills rows with its end-of-text token" }
    }
  }
}
