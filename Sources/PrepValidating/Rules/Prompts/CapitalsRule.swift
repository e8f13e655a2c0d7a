import PrepDiagnostics

/// P09: shouting.
enum CapitalsRule: CensusRule {
  static let about = RuleDescription(
    "P09", "capitals", .info, "more than a third of the letters are capitals",
    reason: "Capitals cost more tokens and are seldom what the model is used with.",
    remedy: "prep format --lower both, if case means nothing.",
    example: RuleExample(
      #"{"prompt":"ONE TWO ->","completion":" eins END"}"# + "\n"
        + #"{"prompt":"THREE ->","completion":" drei END"}"#, at: "0:0",
      good: #"{"prompt":"one two ->","completion":" eins zwei drei"}"#))

  static func conclude(_ census: SetCensus, _ report: Reporter) {
    for (texts, name) in [(census.prompts, "prompts"), (census.completions, "completions")]
    where texts.capitals * 2 > texts.smallLetters {
      report.report(at: report.wholeSet) {
        "\(texts.capitals) of \(texts.capitals + texts.smallLetters) letters of the \(name) are capitals"
      }
    }
  }
}
