import PrepDiagnostics
import PrepRecords

/// P02: a separator that occurs inside prompts.
enum SeparatorInsideRule: CensusRule {
  static let about = RuleDescription(
    "P02", "separator-inside", .warning, "the separator also appears inside prompts",
    reason: "The model sees the end of the question where it is not.",
    remedy: "Choose a separator that no prompt holds: prep format --separator TEXT.",
    with: ["TEXT": "' ##'"],
    example: RuleExample(
      #"{"prompt":"one -> uno ->","completion":" eins END"}"# + "\n"
        + #"{"prompt":"two ->","completion":" zwei END"}"# + "\n"
        + #"{"prompt":"three ->","completion":" drei END"}"#, at: "0:0",
      good: #"{"prompt":"one ->","completion":" eins END"}"# + "\n"
        + #"{"prompt":"two ->","completion":" zwei END"}"# + "\n"
        + #"{"prompt":"three ->","completion":" drei END"}"#))

  static func conclude(_ census: SetCensus, _ report: Reporter) {
    let end = census.prompts.commonEnd
    guard census.completionRecords > 1, !census.prompts.areEqual, !end.isEmpty else { return }
    let count = census.prompts.insideCount(end.count)
    if count > 0 {
      report.report(at: report.wholeSet) {
        "the separator \(Bytes.quoted(end)) also appears inside \(Counted(count, "prompt"))"
      }
    }
  }
}
