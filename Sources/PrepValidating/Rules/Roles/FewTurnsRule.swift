import PrepDiagnostics
import PrepRecords

/// R12: a conversation of one message.
enum FewTurnsRule: RecordRule {
  static let about = RuleDescription(
    "R12", "few-turns", .error, "a conversation has fewer than two messages",
    reason: "One message is either a question nobody answers or an answer nobody asked for.",
    remedy: "Add what is missing, or write the text as an example of the shape text.",
    example: RuleExample(
      #"{"messages":[{"role":"assistant","content":"a"}]}"#, at: "1:13 /messages",
      good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#))

  static let speaksOf: RecordTraits = .dialogs

  static func check(_ example: ExampleView, _ report: Reporter) {
    for dialog in example.dialogs where dialog.part == .whole && !dialog.turns.isEmpty {
      report.reportByTarget { profile in
        let least = profile.minimumTurns ?? 2
        return dialog.turns.count < least
          ? (
            dialog.list,
            "\(Counted(dialog.turns.count, "message")); at least \(least) are required"
          ) : nil
      }
    }
  }
}
