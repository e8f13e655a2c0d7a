import PrepDiagnostics
import PrepRecords
import PrepShapes

/// R03: nobody answers.
enum NoAssistantRule: RecordRule {
  static let about = RuleDescription(
    "R03", "no-assistant", .error, "a conversation has no message of the assistant",
    reason: "The assistant's words are what is trained; without them the example trains nothing.",
    remedy: "Add the answer, or drop the example.",
    example: RuleExample(
      #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"}]}"#, at: "1:13 /messages",
      good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#))

  static let speaksOf: RecordTraits = .dialogs

  static func check(_ example: ExampleView, _ report: Reporter) {
    for dialog in example.dialogs where dialog.part == .whole && !dialog.turns.isEmpty {
      if !example.turns[dialog.turns].contains(where: { $0.role == .assistant }) {
        report.report(at: dialog.list) { "no message is the assistant's" }
      }
    }
  }
}
