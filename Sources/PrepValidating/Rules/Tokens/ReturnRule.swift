import PrepDiagnostics

/// K14: the tokens do not give the text back.
enum ReturnRule: TokenRule {
  static let about = RuleDescription(
    "K14", "not-reversible", .warning, "the tokens of a text do not give the text back",
    reason: "The tokenizer changes the text: what is trained is not what was written.",
    remedy: "Normalize the text as the tokenizer does, so that the change happens in your data.",
    example: RuleExample(
      #"{"text":"a\u0301"}"#, at: "1:9 /text", good: #"{"text":"A text."}"#))

  static func check(_ example: ExampleView, _ tokens: ExampleTokens, _ counter: TokenCounter, _ report: Reporter) {
    if let value = tokens.unfaithful { report.report(at: value) { "the tokens of the text give another text back" } }
  }
}
