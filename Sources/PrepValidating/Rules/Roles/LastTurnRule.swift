import PrepDiagnostics
import PrepRecords
import PrepShapes

/// R04: the conversation ends with the wrong speaker.
enum LastTurnRule: RecordRule {
  static let about = RuleDescription(
    "R04", "last-turn", .error, "a conversation ends with the wrong speaker",
    reason:
      "What follows the last answer trains nothing, and some targets refuse it; for reinforcement the question has to come last.",
    remedy: "prep fix --apply trailing-turns drops what follows the last answer.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"},{"role":"user","content":"thanks"}]}"#,
      at: "1:87 /messages/2/role",
      good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#))

  static let speaksOf: RecordTraits = .dialogs

  static func check(_ example: ExampleView, _ report: Reporter) {
    for dialog in example.dialogs where dialog.part == .whole {
      guard let last = example.turns[dialog.turns].last, let role = last.roleValue, role.isString else { continue }
      let answered = example.turns[dialog.turns].contains { $0.role == .assistant }
      report.reportByTarget { profile in
        if let wanted = profile.lastRoles {
          let isRight = wanted.contains { $0 == last.role.name || ($0 == "model" && last.role == .assistant) }
          return isRight
            ? nil
            : (
              role,
              "the last message is the \(last.role.name)'s; it has to be the \(wanted.joined(separator: "'s or "))'s"
            )
        }
        guard answered, last.role != .assistant else { return nil }
        return (role, "the last message is the \(last.role.name)'s, not the assistant's")
      }
    }
  }
}
