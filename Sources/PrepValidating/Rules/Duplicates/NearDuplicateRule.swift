import PrepDiagnostics

/// D04: a record says nearly the same as another.
enum NearDuplicateRule: DuplicateRule {
  static let kind = DuplicateKind.near
  static let about = RuleDescription(
    "D04", "near-duplicate", .warning, "a record says nearly the same as an earlier one",
    reason:
      "Near copies weigh as much as copies, and leak from training into validation. Candidates are found by samples of runs of five words and then compared in full; system messages do not count.",
    remedy: "Keep the better one.",
    isDefault: false,
    example: RuleExample(
      #"{"text":"The keeper of the lighthouse wrote down the weather every single morning, and for thirty years nobody ever asked to read it, until a ship came in."}"#
        + "\n"
        + #"{"text":"The keeper of the lighthouse wrote down the weather every single morning, and for thirty years nobody ever asked to read it, until a ship came home."}"#,
      at: "2:1 ",
      good:
        #"{"text":"The keeper of the lighthouse wrote down the weather every single morning, and for thirty years nobody asked."}"#
        + "\n"
        + #"{"text":"Two boats lay at the pier; the third had drifted off in the night, and by noon nobody had gone out to look for it."}"#
    ))
}
