import PrepDiagnostics
import PrepRecords
import PrepShapes

/// T01: the assistant neither speaks nor calls a tool, or does both where a target forbids it.
enum SilentAssistantRule: RecordRule {
  static let about = RuleDescription(
    "T01", "silent-assistant", .error,
    "a message of the assistant has neither content nor tool calls, or both where they exclude each other",
    reason: "There is nothing to learn from silence; and some templates render one of the two and drop the other.",
    remedy: "Add the content or the calls; split a message that has both in two.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant"}]}"#, at: "1:44 /messages/1",
      good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#))

  static let speaksOf: RecordTraits = .richTurns

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard example.shape != .gemini else { return }
    for turn in example.richTurns where turn.role == .assistant {
      if turn.content == nil, !turn.hasCalls, turn.value.member("refusal") == nil {
        report.report(at: turn.value) { "the assistant's message has neither content nor tool calls" }
      } else if turn.hasCalls, turn.hasContent, let calls = turn.toolCalls ?? turn.functionCall {
        report.reportByTarget { profile in
          profile.callsExcludeContent
            ? (calls, "the message has both content and tool calls; only one is allowed") : nil
        }
      }
    }
  }
}
