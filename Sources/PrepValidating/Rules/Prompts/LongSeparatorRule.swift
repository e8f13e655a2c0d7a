import PrepDiagnostics
import PrepRecords

/// P03: a separator that is longer than it has to be.
enum LongSeparatorRule: CensusRule {
  static let about = RuleDescription(
    "P03", "long-separator", .warning, "the common end of the prompts is long",
    reason: "Each prompt pays for it in tokens; a short one does as well.",
    remedy: "Cut it to a few characters.",
    example: RuleExample(
      #"{"prompt":"one\n\nThe answer, in German, is this:","completion":" eins END"}"# + "\n"
        + #"{"prompt":"two\n\nThe answer, in German, is this:","completion":" zwei END"}"#, at: "0:0",
      good: #"{"prompt":"one ->","completion":" eins END"}"# + "\n"
        + #"{"prompt":"two ->","completion":" zwei END"}"# + "\n"
        + #"{"prompt":"three ->","completion":" drei END"}"#))

  static func conclude(_ census: SetCensus, _ report: Reporter) {
    let end = census.prompts.commonEnd
    guard census.completionRecords > 1, !census.prompts.areEqual else { return }
    let length = String(decoding: end, as: UTF8.self).unicodeScalars.count
    if length > 10 {
      report.report(at: report.wholeSet) { "all prompts end in \(Bytes.quoted(end)), \(Counted(length, "character"))" }
    }
  }
}
