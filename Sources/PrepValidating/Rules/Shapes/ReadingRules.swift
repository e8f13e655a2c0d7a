import PrepDiagnostics

/// S20: a part of an example has no place in the example that is read.
enum LostFieldRule: ReadExampleRule {
  static let about = RuleDescription(
    "S20", "lost-field", .error, "a part of an example is not read with the rest of it",
    reason: "Every command that makes examples of records stops at it, so that nothing is left out unseen.",
    remedy: "Put it where it belongs, or let it go with --omit FIELD, here and in the commands that follow.",
    example: RuleExample(
      #"{"prompt":"2+3 ->","completion":" 5","rejected":" 6"}"#, at: "1:49 /rejected",
      good: #"{"prompt":"2+3 ->","completion":" 5"}"#))
}

/// S21: no example can be made of a record, for a reason that no other rule knows.
enum UnreadableExampleRule: ReadExampleRule {
  static let about = RuleDescription(
    "S21", "cannot-convert", .error, "no example can be made of the record",
    reason: "Every command that makes examples of records stops at it.",
    remedy: "Mend what the finding says, or leave the record out with --on-invalid skip.",
    example: RuleExample(
      #"{"prompt":"q","answers":[{"answer":"a","rank":1},{"answer":"b","rank":1}]}"#, at: "1:25",
      good: #"{"prompt":"q","answers":[{"answer":"a","rank":1},{"answer":"b","rank":2}]}"#))
}
