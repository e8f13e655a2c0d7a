import PrepDiagnostics
import PrepRecords
import PrepShapes

/// P01: prompts without a common end.
enum NoSeparatorRule: CensusRule {
  static let about = RuleDescription(
    "P01", "no-separator", .warning, "prompts do not end in a common separator",
    reason: "A completion model has to be told where the question ends; without a fixed end it may go on asking.",
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
    report.report(at: report.wholeSet) { "the prompts have no common end, which would say where the completion begins" }
  }
}
