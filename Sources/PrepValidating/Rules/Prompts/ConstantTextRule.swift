import PrepDiagnostics
import PrepRecords
import PrepShapes

/// P14: prompts or completions without any difference.
enum ConstantTextRule: CensusRule {
  static let about = RuleDescription(
    "P14", "constant-text", .error, "all prompts, or all completions, are the same",
    reason: "There is nothing to learn from what never changes; OpenAI’s own tool stopped here.",
    remedy: "Look at what should have made them differ; for free text leave the prompts empty.",
    example: RuleExample(
      #"{"prompt":"one ->","completion":" eins END"}"# + "\n"
        + #"{"prompt":"one ->","completion":" zwei END"}"#, at: "0:0",
      good: #"{"prompt":"one ->","completion":" eins END"}"# + "\n"
        + #"{"prompt":"two ->","completion":" zwei END"}"# + "\n"
        + #"{"prompt":"three ->","completion":" drei END"}"#))

  static func conclude(_ census: SetCensus, _ report: Reporter) {
    guard census.completionRecords > 1 else { return }
    if census.prompts.areEqual, census.task != .openEnded {
      report.report(at: report.wholeSet) { "all \(census.completionRecords) prompts are the same" }
    }
    if census.completions.areEqual {
      report.report(at: report.wholeSet) { "all \(census.completionRecords) completions are the same" }
    }
  }
}
