import PrepDiagnostics

/// D03: two records ask the same and answer differently.
enum SamePromptRule: DuplicateRule {
  static let kind = DuplicateKind.prompt
  static let about = RuleDescription(
    "D03", "same-prompt", .warning, "a prompt repeats an earlier one, with another answer",
    reason: "Two answers to one question pull the model in two directions; sometimes that is meant, often it is not.",
    remedy: "Keep the better answer, or say in the prompt what makes the difference.",
    example: RuleExample(
      #"{"prompt":"Write a line about rain.","completion":" It rained all day."}"# + "\n"
        + #"{"prompt":"Write a line about rain.","completion":" Rain fell on the harbour."}"#, at: "2:1 ",
      good: #"{"prompt":"Write a line about rain.","completion":" It rained all day."}"# + "\n"
        + #"{"prompt":"Write a line about snow.","completion":" Snow lay on the harbour."}"#))
}
