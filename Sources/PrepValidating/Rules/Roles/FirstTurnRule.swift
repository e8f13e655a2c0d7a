import PrepDiagnostics
import PrepRecords
import PrepShapes

/// R07: the assistant speaks first.
enum FirstTurnRule: RecordRule {
  static let about = RuleDescription(
    "R07", "first-turn", .warning, "the assistant speaks first",
    reason:
      "Without a message before the first answer the model learns to open conversations; some targets reject it.",
    remedy: "Add the message it answers, or drop the opening.",
    example: RuleExample(
      #"{"messages":[{"role":"assistant","content":"hello"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#,
      at: "1:22 /messages/0/role",
      good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#))

  static let speaksOf: RecordTraits = .dialogs

  static func check(_ example: ExampleView, _ report: Reporter) {
    for dialog in example.dialogs where dialog.part != .answer {
      guard let first = example.turns[dialog.turns].first(where: { $0.role != .system && $0.role != .developer }) else {
        continue
      }
      guard first.role == .assistant, let role = first.roleValue else { continue }
      report.report(at: role) { "the assistant speaks first" }
    }
  }
}
