import PrepDiagnostics

/// D02: a record repeats another but for blanks, capitals and what stands beside prompt and answer.
enum NormalizedDuplicateRule: DuplicateRule {
  static let kind = DuplicateKind.normalised
  static let about = RuleDescription(
    "D02", "normalized-duplicate", .warning,
    "a record repeats an earlier one but for blanks, the case of letters, or fields beside prompt and answer",
    reason: "Copies that differ in formatting or in an id alone are copies all the same.",
    remedy: "Keep one of them.",
    example: RuleExample(
      #"{"prompt":"2+3 ->","completion":" five\n"}"# + "\n" + #"{"prompt":"2 + 3 ->", "completion":" Five\n"}"#,
      at: "2:1 ",
      good: #"{"prompt":"2+3 ->","completion":" five\n"}"# + "\n" + #"{"prompt":"2+4 ->","completion":" six\n"}"#))

  static func covers(_ kind: DuplicateKind) -> Bool { kind == .normalised || kind == .content }
}
