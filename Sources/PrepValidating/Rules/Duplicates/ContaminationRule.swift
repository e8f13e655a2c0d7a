import PrepDiagnostics

/// D06: an item of the other data stands in a record.
enum ContaminationRule: Rule {
  static let about = RuleDescription(
    "D06", "contamination", .warning, "a record contains the question of a record of --against",
    reason:
      "Scores on evaluation questions that are in the training data are inflated. Found are the texts and questions of the other data, weighed by how rare their runs of words are, as prep decontaminate does it.",
    remedy: "prep decontaminate --against FILE --action drop.", with: ["FILE": "other.jsonl"],
    isDefault: false,
    example: RuleExample(
      #"{"text":"He said: the keeper of the lighthouse wrote down the weather every single morning for thirty years. So be it."}"#,
      at: "1:1 ",
      good: #"{"text":"Two boats lay at the pier; the third had drifted off in the night."}"#))

  static var needs: RuleNeeds { .reference }

  static func enrol(_ number: Int, in rules: inout RuleSet) { rules.contamination = number }
}
