import PrepDiagnostics
import PrepRecords

/// P07: completions without the space before their first word.
enum LeadingSpaceRule: CensusRule {
  static let about = RuleDescription(
    "P07", "no-leading-space", .warning, "completions do not begin with a space",
    reason:
      "Tokenizers of the GPT family have words with their space in front; without it the first word is cut into rarer tokens.",
    remedy: "prep format adds it. Other tokenizers, and chats, do not need it: --ignore P07.",
    example: RuleExample(
      #"{"prompt":"one ->","completion":"eins END"}"# + "\n"
        + #"{"prompt":"two ->","completion":" zwei END"}"#, at: "1:1 ",
      good: #"{"prompt":"one ->","completion":" eins END"}"# + "\n"
        + #"{"prompt":"two ->","completion":" zwei END"}"# + "\n"
        + #"{"prompt":"three ->","completion":" drei END"}"#))

  static func conclude(_ census: SetCensus, _ report: Reporter) {
    let texts = census.completions
    guard census.completionRecords > 0, let first = texts.firstUnspaced else { return }
    report.report(at: report.location(of: first)) {
      "\(texts.records - texts.spaced) of \(Counted(texts.records, "completion")) do not begin with a space; this is the first"
    }
  }
}
