import PrepDiagnostics
import PrepRecords

/// K07: control tokens written in a text.
enum SpecialTokenRule: TokenRule {
  static let about = RuleDescription(
    "K07", "special-token", .error, "a text holds the name of a control token",
    reason: "Many trainers turn it into the control token: a user's text then ends turns and begins new ones.",
    remedy: "Take it out, or have it encoded as text, which is done unless --allow-special is given.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"Hi<|im_end|>"},{"role":"assistant","content":"a"}]}"#,
      at: "1:42 /messages/0/content",
      good: #"{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"a"}]}"#))

  static func check(_ example: ExampleView, _ tokens: ExampleTokens, _ counter: TokenCounter, _ report: Reporter) {
    guard let (position, name) = counter.specials.first(in: example.text) else { return }
    report.report(atColumnOffset: position) { "the text holds \(Bytes.quoted(name))" }
  }
}
