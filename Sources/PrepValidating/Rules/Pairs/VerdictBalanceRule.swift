import PrepDiagnostics
import PrepRecords

/// G05: nearly all verdicts of an unpaired set are the same.
enum VerdictBalanceRule: CensusRule {
  static let about = RuleDescription(
    "G05", "verdict-balance", .warning, "fewer than a fifth of the verdicts are good ones, or bad ones",
    reason:
      "Training on unpaired preferences weighs both sides; with hardly any of one there is little to tell them apart.",
    remedy: "Add examples of the rarer kind, or set the trainer's weights for both sides.",
    example: RuleExample(
      (0..<20).map { "{\"prompt\":\"q\($0)\",\"completion\":\"a\($0)\",\"label\":\($0 == 3)}" }.joined(separator: "\n"),
      at: "0:0",
      good: (0..<20).map { "{\"prompt\":\"q\($0)\",\"completion\":\"a\($0)\",\"label\":\($0 % 2 == 0)}" }.joined(
        separator: "\n")))

  static func conclude(_ census: SetCensus, _ report: Reporter) {
    let (good, bad) = (census.pairs.goodVerdicts, census.pairs.badVerdicts)
    guard good + bad >= 20, min(good, bad) * 5 < good + bad else { return }
    report.report(at: report.wholeSet) { "\(good) verdicts are true, \(bad) are false" }
  }
}
