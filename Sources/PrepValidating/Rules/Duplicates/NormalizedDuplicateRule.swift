import PrepDiagnostics

/// D02: a record repeats another word by word, whatever blanks, marks, capitals and other fields there are.
enum NormalizedDuplicateRule: DuplicateRule {
  static let kind = DuplicateKind.content
  static let about = RuleDescription(
    "D02", "normalized-duplicate", .warning,
    "a record repeats an earlier one but for blanks, marks, the case of letters, or fields beside prompt and answer",
    reason: "Copies that differ in formatting or in an id alone are copies all the same.",
    remedy: "Keep one of them.",
    example: RuleExample(
      #"{"prompt":"2+3 ->","completion":" five\n"}"# + "\n" + #"{"prompt":"2 + 3 ->", "completion":" Five\n"}"#,
      at: "2:1 ",
      good: #"{"prompt":"2+3 ->","completion":" five\n"}"# + "\n" + #"{"prompt":"2+4 ->","completion":" six\n"}"#))
}
