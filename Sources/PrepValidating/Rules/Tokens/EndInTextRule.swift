import PrepDiagnostics
import PrepRecords

/// K04: the text ends with the end of text written out.
enum EndInTextRule: TokenRule {
  static let about = RuleDescription(
    "K04", "end-in-text", .error, "an answer ends with the end-of-text token written out",
    reason: "The trainer adds the token itself: there are two, or one and a text that looks like it.",
    remedy: "Take it out of the text.",
    example: RuleExample(
      #"{"prompt":"2+3 ->","completion":" 5<|endoftext|>"}"#, at: "1:33 /completion",
      good: #"{"prompt":"2+3 ->","completion":" 5"}"#))

  static func check(_ example: ExampleView, _ tokens: ExampleTokens, _ counter: TokenCounter, _ report: Reporter) {
    guard let end = counter.specials.end else { return }
    for value in LearnedTexts(example)
    where value.text.count >= end.count && value.text.suffix(end.count).elementsEqual(end) {
      report.report(at: value) { "the answer ends with \(Bytes.quoted(end)), which the trainer adds" }
    }
  }
}
