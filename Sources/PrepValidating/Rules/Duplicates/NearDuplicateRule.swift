import PrepDiagnostics

/// D04: one of two records has nothing that the other one has not.
enum NearDuplicateRule: DuplicateRule {
  static let kind = DuplicateKind.near
  static let about = RuleDescription(
    "D04", "near-duplicate", .warning, "nothing in a record is new beside another one",
    reason:
      "Near copies weigh as much as copies, and leak from training into validation. Candidates are found by samples of runs of five words and then compared sentence by sentence, as prep dedup --near does it; system messages do not count.",
    remedy: "prep dedup --near.",
    isDefault: false,
    example: RuleExample(
      #"{"text":"The keeper of the lighthouse wrote down the weather every single morning, and for thirty years nobody ever asked to read it, until a ship came in."}"#
        + "\n"
        + #"{"text":"The keeper of the lighthouse wrote down the weather every single morning, and for thirty years nobody ever asked to read it - until a ship came in! So be it."}"#,
      at: "2:1 ",
      good:
        #"{"text":"The keeper of the lighthouse wrote down the weather every single morning, and for thirty years nobody ever asked to read it, until a ship came home."}"#
        + "\n"
        + #"{"text":"Two boats lay at the pier; the third had drifted off in the night, and by noon nobody had gone out to look for it."}"#
    ))
}
