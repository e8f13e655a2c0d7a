import PrepDiagnostics
import PrepRecords

/// K01: more tokens than the limit.
enum TooManyTokensRule: TokenRule {
  static let about = RuleDescription(
    "K01", "too-many-tokens", .error, "an example has more tokens than the limit",
    reason: "It is cut from the end, mostly without a word: the answer and the end of text are what is lost.",
    remedy: "Shorten it, or choose what is lost: prep tokenize --max-tokens N --overflow HOW.",
    with: ["N": "6", "HOW": "cut-end"],
    example: RuleExample(
      #"{"prompt":"2+3 ->","completion":" the sum of two and three is five"}"#, at: "1:1 ",
      good: #"{"prompt":"2+3 ->","completion":" 5"}"#,
      targets: ["tiny-tokens"]))

  static func concerns(_ profile: TargetProfile) -> Bool { profile.maximumTokens != nil }

  static func check(_ example: ExampleView, _ tokens: ExampleTokens, _ counter: TokenCounter, _ report: Reporter) {
    report.reportByTarget { profile in
      guard let limit = profile.maximumTokens, tokens.total > limit else { return nil }
      let lost = tokens.total - limit
      let answer = tokens.prompt > 0 || tokens.trained > 0 ? min(lost, tokens.trained) : 0
      let part =
        answer == 0
        ? "" : "; cut from the end, \(answer) of the \(Counted(tokens.trained, "token")) that are trained are lost"
      return (example.root, "the example has \(Counted(tokens.total, "token")), \(lost) more than \(limit)\(part)")
    }
  }
}
