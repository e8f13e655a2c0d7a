import PrepDiagnostics
import PrepRecords
import PrepTokens

/// K12: the template changes what a message says.
enum ChangedContentRule: TokenRule {
  static let needs: RuleNeeds = [.tokenizer, .template]
  static let about = RuleDescription(
    "K12", "content-changed", .info, "the template trims a message's content, or leaves some of it out",
    reason: "What is trained is not what was written, and offsets into it shift.",
    remedy: "Trim the contents yourself, so that the change is yours.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q "},{"role":"assistant","content":"a"}]}"#,
      at: "1:39 /messages/0/content",
      good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#, template: "llama3"))

  static func check(_ example: ExampleView, _ tokens: ExampleTokens, _ counter: TokenCounter, _ report: Reporter) {
    guard let message = tokens.inspection?.changedMessage, let template = counter.inspection?.template else { return }
    let turn = example.turns.indices.contains(message) ? example.turns[message] : nil
    report.report(at: turn?.content ?? example.root) {
      "\(template) does not show the whole content of message \(message + 1)"
    }
  }
}
