import PrepDiagnostics
import PrepRecords
import PrepShapes

/// P10: a guess that this is classification.
enum ClassificationRule: CensusRule {
  static let about = RuleDescription(
    "P10", "classification", .info, "the completions look like classes",
    reason: "For classes other rules hold: one token each, a hundred examples each, no stop sequence.",
    remedy: "Write them as the shape classification, or go on as you are.",
    example: RuleExample(
      (0..<12).map { "{\"prompt\":\"text \($0) ->\",\"completion\":\" \($0 % 2 == 0 ? "yes" : "no")\"}" }.joined(
        separator: "\n"), at: "0:0",
      good: #"{"prompt":"one ->","completion":" eins END"}"# + "\n"
        + #"{"prompt":"two ->","completion":" zwei END"}"# + "\n"
        + #"{"prompt":"three ->","completion":" drei END"}"#))

  static func conclude(_ census: SetCensus, _ report: Reporter) {
    guard census.completionRecords > 2, census.task == .classification, let distinct = census.labels.distinct else {
      return
    }
    report.report(at: report.wholeSet) {
      "\(census.completionRecords) records have \(Counted(distinct, "different completion")): they look like classes"
    }
  }
}
