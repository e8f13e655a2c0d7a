import PrepDiagnostics
import PrepRecords
import PrepTokens

/// K09: the beginning of a conversation is rendered in other words than in the whole.
enum TemplateDriftRule: TokenRule {
  static let needs: RuleNeeds = [.tokenizer, .template]
  static let about = RuleDescription(
    "K09", "template-drift", .warning, "the template renders the first turns differently once later turns follow",
    reason:
      "Asked turn by turn, the model sees other words than in training; and trainers that find answers by rendering the beginning learn the wrong tokens.",
    remedy:
      "Train on the last answer alone (--mask last), cut conversations at every answer, or take a template that only adds.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"},{"role":"user","content":"r"},{"role":"assistant","content":"b"}]}"#,
      at: "1:44 /messages/1", good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#,
      template: "qwen3"))

  static func check(_ example: ExampleView, _ tokens: ExampleTokens, _ counter: TokenCounter, _ report: Reporter) {
    guard let length = tokens.inspection?.drift else { return }
    let value = example.turns.indices.contains(length - 1) ? example.turns[length - 1].value : example.root
    report.report(at: value) {
      "the first \(Counted(length, "message").with("is", "are")) rendered in other words than at the start of the whole conversation"
    }
  }
}
