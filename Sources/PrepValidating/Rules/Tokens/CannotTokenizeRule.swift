import PrepDiagnostics
import PrepRecords
import PrepTokens

/// K21: a text that cannot be encoded.
enum CannotTokenizeRule: TokenRule {
  static let about = RuleDescription(
    "K21", "cannot-tokenize", .error, "an example cannot be rendered, or turned into tokens",
    reason:
      "Half of a surrogate pair is not a character, and a template may refuse roles or their order: every stage that uses the example stops there.",
    remedy: "prep fix --apply lone-surrogates; or mend the turns that the template refuses.",
    example: RuleExample(#"{"text":"a\ud83d b"}"#, at: "1:9 /text", good: #"{"text":"a b"}"#))

  static func check(_ example: ExampleView, _ tokens: ExampleTokens, _ counter: TokenCounter, _ report: Reporter) {
    if let value = tokens.broken {
      report.report(at: value) { "half of a surrogate pair keeps the text from being tokens" }
    }
    // What is wrong with weights is said by the rules about them.
    if let fault = tokens.inspection?.fault, fault.code != "nothing-to-learn", fault.code != "train-detail" {
      report.report(at: example.root) { fault.message }
    }
  }
}
