import PrepDiagnostics
import PrepRecords

/// P06: a constant start.
enum CommonStartRule: CensusRule {
  static let about = RuleDescription(
    "P06", "common-start", .info, "all prompts, or all completions, begin alike",
    reason: "A constant instruction costs tokens in every example; after fine-tuning the model does not need it.",
    remedy: "Leave it out, or keep it where it is short.",
    example: RuleExample(
      #"{"prompt":"Translate into German: one ->","completion":" eins END"}"# + "\n"
        + #"{"prompt":"Translate into German: two ->","completion":" zwei END"}"#, at: "0:0",
      good: #"{"prompt":"one ->","completion":" eins END"}"# + "\n"
        + #"{"prompt":"two ->","completion":" zwei END"}"# + "\n"
        + #"{"prompt":"three ->","completion":" drei END"}"#))

  static func conclude(_ census: SetCensus, _ report: Reporter) {
    guard census.completionRecords > 1 else { return }
    for (texts, most, name) in [(census.prompts, 12, "prompts"), (census.completions, 4, "completions")]
    where !texts.areEqual {
      let start = texts.commonStart
      let length = String(decoding: start, as: UTF8.self).unicodeScalars.count
      if length > most { report.report(at: report.wholeSet) { "all \(name) begin with \(Bytes.quoted(start))" } }
    }
  }
}
