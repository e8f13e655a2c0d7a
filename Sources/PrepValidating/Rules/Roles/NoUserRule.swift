import PrepDiagnostics
import PrepRecords
import PrepShapes

/// R08: nobody asks.
enum NoUserRule: RecordRule {
  static let about = RuleDescription(
    "R08", "no-user", .info, "a conversation has no message of the user",
    reason: "The model will be asked by users; an example without one shows something else.",
    remedy: "Add the user's message.",
    example: RuleExample(
      #"{"messages":[{"role":"system","content":"s"},{"role":"assistant","content":"a"}]}"#, at: "1:13 /messages",
      good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#))

  static let speaksOf: RecordTraits = .dialogs

  static func check(_ example: ExampleView, _ report: Reporter) {
    for dialog in example.dialogs where dialog.part != .answer && !dialog.turns.isEmpty {
      if !example.turns[dialog.turns].contains(where: { $0.role == .user }) {
        report.report(at: dialog.list) { "no message is the user's" }
      }
    }
  }
}
