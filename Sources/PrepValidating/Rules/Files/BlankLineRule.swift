import PrepDiagnostics

/// F09: a line without anything on it; the judge of batches reports it, since it is neither a record nor a fault.
enum BlankLineRule: ReadingRule {
  static let about = RuleDescription(
    "F09", "blank-line", .warning, "a line is blank",
    reason: "Readers that parse every line fail there; some services refuse the file.",
    remedy: "prep fix --apply blank-lines.",
    example: RuleExample("{\"text\":\"a\"}\n\n{\"text\":\"b\"}", at: "2:1", good: "{\"text\":\"a\"}\n{\"text\":\"b\"}"))
}
