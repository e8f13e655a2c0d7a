import PrepDiagnostics
import PrepRecords
import PrepShapes
import PrepTokens

/// K05: the text begins with the begin of text written out.
enum BeginInTextRule: TokenRule {
  static let about = RuleDescription(
    "K05", "begin-in-text", .error, "a text begins with the begin-of-text token written out",
    reason: "The tokenizer adds the token itself: there are two.",
    remedy: "Take it out of the text.",
    example: RuleExample(
      #"{"text":"<|endoftext|>A text."}"#, at: "1:9 /text", good: #"{"text":"A text."}"#))

  static func check(_ example: ExampleView, _ tokens: ExampleTokens, _ counter: TokenCounter, _ report: Reporter) {
    guard let begin = counter.specials.begin ?? counter.specials.end else { return }
    for value in [example[.text], example.promptText].compactMap({ $0 }).prefix(1)
    where value.text.count >= begin.count && value.text.prefix(begin.count).elementsEqual(begin) {
      report.report(at: value) { "the text begins with \(Bytes.quoted(begin)), which the tokenizer adds" }
    }
    if tokens.inspection?.begins.twice ?? false {
      report.report(at: example.root) { "rendered, the example begins with \(Bytes.quoted(begin)) twice" }
    }
  }
}
