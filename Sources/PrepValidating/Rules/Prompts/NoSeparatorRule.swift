import PrepDiagnostics
import PrepRecords
import PrepShapes

/// P01: prompts without a common end.
enum NoSeparatorRule: CensusRule {
  static let about = RuleDescription(
    "P01", "no-separator", .warning, "prompts do not end in a common separator",
    reason: "A completion model needs a mark where the prompt ends; without one it may continue the prompt.",
    remedy: "prep format adds one.",
    example: RuleExample(
      #"{"prompt":"one","completion":" eins END"}"# + "\n"
        + #"{"prompt":"two","completion":" zwei END"}"# + "\n"
        + #"{"prompt":"thre3","completion":" drei END"}"#, at: "0:0",
      good: #"{"prompt":"one ->","completion":" eins END"}"# + "\n"
        + #"{"prompt":"two ->","completion":" zwei END"}"# + "\n"
        + #"{"prompt":"three ->","completion":" drei END"}"#))

  static func conclude(_ census: SetCensus, _ report: Reporter) {
    let prompts = census.prompts
    guard census.completionRecords > 1, census.task != .openEnded, !prompts.areEqual, prompts.commonEnd.isEmpty else {
      return
    }
    report.report(at: report.wholeSet) { "the prompts have no common separator to mark where the completion begins" }
  }
}
