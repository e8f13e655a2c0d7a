import PrepDiagnostics
import PrepRecords
import PrepShapes

/// P04: completions without a common end.
enum NoStopRule: CensusRule {
  static let about = RuleDescription(
    "P04", "no-stop", .warning, "completions do not end in a common stop sequence",
    reason: "A completion model goes on after the answer unless it was trained on an end.",
    remedy: "prep format adds one.",
    example: RuleExample(
      #"{"prompt":"one ->","completion":" eins"}"# + "\n"
        + #"{"prompt":"two ->","completion":" zwei"}"# + "\n"
        + #"{"prompt":"three ->","completion":" drei"}"#, at: "0:0",
      good: #"{"prompt":"one ->","completion":" eins END"}"# + "\n"
        + #"{"prompt":"two ->","completion":" zwei END"}"# + "\n"
        + #"{"prompt":"three ->","completion":" drei END"}"#))

  static func conclude(_ census: SetCensus, _ report: Reporter) {
    guard census.completionRecords > 1, census.task == .conditional, !census.completions.areEqual else { return }
    if census.completions.commonEnd.isEmpty {
      report.report(at: report.wholeSet) { "the completions have no common stop sequence to end generation" }
    }
  }
}
