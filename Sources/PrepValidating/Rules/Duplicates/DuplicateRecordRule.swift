import PrepDiagnostics

/// D01: a record repeats another byte for byte.
enum DuplicateRecordRule: DuplicateRule {
  static let kind = DuplicateKind.row
  static let about = RuleDescription(
    "D01", "duplicate-record", .warning, "a record repeats an earlier one byte for byte",
    reason: "What is seen twice is trained twice as hard, and one copy may end in the validation set.",
    remedy: "prep dedup, or prep fix --apply duplicates.",
    example: RuleExample(
      #"{"prompt":"2+3 ->","completion":" 5\n"}"# + "\n" + #"{"prompt":"2+3 ->","completion":" 5\n"}"#, at: "2:1 ",
      good: #"{"prompt":"2+3 ->","completion":" 5\n"}"#))
}
