import PrepDiagnostics
import PrepRecords

/// K08: a token holds the end of the prompt and the start of the answer.
enum BoundaryRule: TokenRule {
  static let about = RuleDescription(
    "K08", "boundary-token", .warning, "a token holds the end of the prompt and the start of the answer",
    reason:
      "Encoded alone, the prompt ends in other tokens than in training; and trainers that count its tokens put the mask in the wrong place.",
    remedy: "Move the space to the completion, or end the prompt with a separator: prep format.",
    example: RuleExample(
      #"{"prompt":"It is the ","completion":"same"}"#, at: "1:1 ", good: #"{"prompt":"2+3 ->","completion":" five"}"#))

  static func check(_ example: ExampleView, _ tokens: ExampleTokens, _ counter: TokenCounter, _ report: Reporter) {
    guard tokens.straddlingCount > 0 else { return }
    report.report(at: example.root) {
      guard let token = tokens.straddling, tokens.straddlingCount == 1 else {
        return tokens.straddlingCount == 1
          ? "a token holds the end of the prompt and the start of the answer"
          : "\(Counted(tokens.straddlingCount, "token")) hold the end of what is context and the start of what is trained, or the other way round"
      }
      return "the token \(Bytes.quoted(token)) holds the end of the prompt and the start of the answer"
    }
  }
}
