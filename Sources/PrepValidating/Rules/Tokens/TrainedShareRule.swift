import PrepDiagnostics
import PrepRecords

/// K17: hardly anything of the tokens is learned.
enum TrainedShareRule: TokenSetRule {
  static let about = RuleDescription(
    "K17", "trained-share", .info, "fewer than a twentieth of the tokens are trained",
    reason: "Every token costs; those of long prompts with short answers buy little.",
    remedy: "Shorten what is the same in every prompt.",
    example: RuleExample(
      "{\"prompt\":\"\(String(repeating: "The keeper wrote down the weather every morning. ", count: 20))->\",\"completion\":\" yes\"}",
      at: "0:0", good: #"{"prompt":"2+3 ->","completion":" 5"}"#))

  static func conclude(_ totals: TokenTotals, _ census: SetCensus, _ counter: TokenCounter, _ report: Reporter) {
    guard totals.trained > 0, totals.trained * 20 < totals.total else { return }
    report.report(at: report.wholeSet) { "\(totals.trained) of \(Counted(totals.total, "token")) are trained" }
  }
}
