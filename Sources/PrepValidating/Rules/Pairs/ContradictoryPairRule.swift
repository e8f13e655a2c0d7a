import PrepDiagnostics

/// G08: two records judge the same answers the other way round.
enum ContradictoryPairRule: DuplicateRule {
  static let kind = DuplicateKind.pair
  static let about = RuleDescription(
    "G08", "contradictory-pair", .warning, "two records judge the same answers the other way round",
    reason: "They cancel each other out.",
    remedy: "Keep the one that is right.",
    example: RuleExample(
      #"{"prompt":"q","chosen":"a","rejected":"b"}"# + "\n" + #"{"prompt":"q","chosen":"b","rejected":"a"}"#,
      at: "2:1 ",
      good: #"{"prompt":"q","chosen":"a","rejected":"b"}"# + "\n" + #"{"prompt":"q","chosen":"a","rejected":"c"}"#))
}
