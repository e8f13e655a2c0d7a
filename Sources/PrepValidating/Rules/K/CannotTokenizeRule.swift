import PrepDiagnostics

/// K21: a text that cannot be encoded.
enum CannotTokenizeRule: TokenRule {
  static let about = RuleDescription(
    "K21", "cannot-tokenize", .error, "a text cannot be turned into tokens",
    reason: "Half of a surrogate pair is no character: every stage that uses the text stops there.",
    remedy: "prep fix --apply lone-surrogates.",
    example: RuleExample(#"{"text":"a\ud83d b"}"#, at: "1:9 /text", good: #"{"text":"a b"}"#))

  static func check(_ example: ExampleView, _ tokens: ExampleTokens, _ counter: TokenCounter, _ report: Reporter) {
    if let value = tokens.broken { report.report(at: value) { "half of a surrogate pair keeps the text from being tokens" } }
  }
}
