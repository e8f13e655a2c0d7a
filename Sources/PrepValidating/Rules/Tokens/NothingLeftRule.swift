import PrepDiagnostics
import PrepRecords

/// K02: after cutting nothing is left to learn.
enum NothingLeftRule: TokenRule {
  static let about = RuleDescription(
    "K02", "nothing-left", .error, "cut to the limit, an example has no token left to learn",
    reason: "Trainers drop it without a word, or divide by zero.",
    remedy: "Shorten the prompt.",
    example: RuleExample(
      #"{"prompt":"What is the sum of two and three, please? ->","completion":" 5"}"#, at: "1:1 ",
      good: #"{"prompt":"2+3 ->","completion":" 5"}"#, targets: ["tiny-tokens"]))

  static func concerns(_ profile: TargetProfile) -> Bool { profile.maximumTokens != nil }

  static func check(_ example: ExampleView, _ tokens: ExampleTokens, _ counter: TokenCounter, _ report: Reporter) {
    guard tokens.trained > 0, tokens.prompt > 0 else { return }
    report.reportByTarget { profile in
      guard let limit = profile.maximumTokens, tokens.total > limit, tokens.prompt >= limit else { return nil }
      return (
        example.root,
        "the prompt alone has \(Counted(tokens.prompt, "token")); cut to \(limit), nothing is left to learn"
      )
    }
  }
}
