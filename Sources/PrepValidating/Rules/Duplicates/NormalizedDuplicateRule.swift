import PrepDiagnostics

/// D02: a record repeats another but for blanks and capitals.
enum NormalizedDuplicateRule: DuplicateRule {
  static let kind = DuplicateKind.normalised
  static let about = RuleDescription(
    "D02", "normalized-duplicate", .warning, "a record repeats an earlier one but for blanks and the case of letters",
    reason: "Copies that differ in formatting alone are copies all the same.",
    remedy: "Keep one of them.",
    example: RuleExample(
      #"{"prompt":"2+3 ->","completion":" five\n"}"# + "\n" + #"{"prompt":"2 + 3 ->", "completion":" Five\n"}"#, at: "2:1 ",
      good: #"{"prompt":"2+3 ->","completion":" five\n"}"# + "\n" + #"{"prompt":"2+4 ->","completion":" six\n"}"#))
}
