import PrepDiagnostics

/// S11: a row of a table that does not fit its header; what reads the table finds it.
enum RaggedRowRule: ReadingRule {
  static let about = RuleDescription(
    "S11", "ragged-row", .error, "a row of a table does not fit its header",
    reason:
      "One field too many or too few usually means a delimiter or a quote inside a text: the fields after it are shifted.",
    remedy: "Quote the texts with delimiters; where only the last fields are missing: prep convert --ragged pad.",
    example: RuleExample(
      "prompt,completion\n2+3 ->, 5\n2+4 ->", at: "3:1", good: "prompt,completion\n2+3 ->, 5",
      fileName: "train.csv"))
}
