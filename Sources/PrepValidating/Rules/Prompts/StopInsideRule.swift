import PrepDiagnostics
import PrepRecords
import PrepShapes

/// P05: a stop sequence that occurs inside completions.
enum StopInsideRule: CensusRule {
  static let about = RuleDescription(
    "P05", "stop-inside", .warning, "the stop sequence also appears inside completions",
    reason: "The answer is cut there when the model is used.",
    remedy: "Choose a stop sequence that no completion holds: prep format --stop TEXT.",
    with: ["TEXT": "' STOP'"],
    example: RuleExample(
      #"{"prompt":"one ->","completion":" eins END un END"}"# + "\n"
        + #"{"prompt":"two ->","completion":" zwei END"}"# + "\n"
        + #"{"prompt":"three ->","completion":" drei END"}"#, at: "0:0",
      good: #"{"prompt":"one ->","completion":" eins END"}"# + "\n"
        + #"{"prompt":"two ->","completion":" zwei END"}"# + "\n"
        + #"{"prompt":"three ->","completion":" drei END"}"#))

  static func conclude(_ census: SetCensus, _ report: Reporter) {
    let end = census.completions.commonEnd
    guard census.completionRecords > 1, census.task == .conditional, !census.completions.areEqual, !end.isEmpty else {
      return
    }
    let count = census.completions.insideCount(end.count)
    if count > 0 {
      report.report(at: report.wholeSet) {
        "the stop sequence \(Bytes.quoted(end)) also appears inside \(Counted(count, "completion"))"
      }
    }
  }
}
