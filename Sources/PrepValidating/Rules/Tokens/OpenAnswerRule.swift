import PrepDiagnostics
import PrepRecords
import PrepShapes
import PrepTokens

/// K03: what ends a turn is not learned with it.
enum OpenAnswerRule: TokenRule {
  static let needs: RuleNeeds = [.tokenizer, .template]
  static let about = RuleDescription(
    "K03", "end-not-learned", .error, "an answer is trained without the token that ends it",
    reason: "The model never learns to stop: it goes on with the user's next turn.",
    remedy: "Put the end of the turn inside the template's generation marks, or ask for --train content,end.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#, at: "1:44 /messages/1",
      good: #"{"text":"A text."}"#,
      template:
        "{% for m in messages %}<|im_start|>{{ m.role }}\n{% generation %}{{ m.content }}{% endgeneration %}<|im_end|>\n{% endfor %}"
    ))

  static func check(_ example: ExampleView, _ tokens: ExampleTokens, _ counter: TokenCounter, _ report: Reporter) {
    guard let inspection = tokens.inspection, let message = inspection.openMessage else { return }
    let value = example.turns.indices.contains(message) ? example.turns[message].value : example.root
    report.report(at: value) { "message \(message + 1) is trained, and what ends it is not" }
  }
}
