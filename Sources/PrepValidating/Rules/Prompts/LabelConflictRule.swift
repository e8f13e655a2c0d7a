import PrepDiagnostics

/// P15: one text with two labels.
enum LabelConflictRule: DuplicateRule {
  static let kind = DuplicateKind.label
  static let about = RuleDescription(
    "P15", "label-conflict", .warning, "one text has two labels",
    reason: "One of them is wrong, or the labels overlap; either way nothing can be trained from it.",
    remedy: "Decide for one label.",
    example: RuleExample(
      #"{"text":"fine","label":"good"}"# + "\n" + #"{"text":"fine","label":"bad"}"#, at: "2:1 ",
      good: #"{"text":"fine","label":"good"}"# + "\n" + #"{"text":"poor","label":"bad"}"#))
}
