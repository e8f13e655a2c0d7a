import PrepDiagnostics
import PrepRecords
import PrepShapes

/// R05: two messages in a row are of one speaker.
enum AlternationRule: RecordRule {
  static let about = RuleDescription(
    "R05", "alternation", .warning, "the speakers do not take turns",
    reason:
      "Some targets and templates refuse two messages of one speaker in a row; others put them together in their own way.",
    remedy: "prep fix --apply merged-turns joins them.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"user","content":"q2"},{"role":"assistant","content":"a"}]}"#,
      at: "1:52 /messages/1/role",
      good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#))

  static let speaksOf: RecordTraits = .dialogs

  static func check(_ example: ExampleView, _ report: Reporter) {
    for dialog in example.dialogs {
      let turns = example.turns[dialog.turns]
      for (turn, next) in zip(turns, turns.dropFirst()) {
        // What every target takes.
        if turn.role == .user && next.role == .assistant || turn.role == .assistant && next.role == .user { continue }
        guard let role = next.roleValue, let before = turn.roleValue, role.isString, before.isString else { continue }
        let isSame = Bytes.equal(role.text, before.text)
        report.reportByTarget { profile in
          switch profile.alternation {
          case .noRepeat:
            // Calls made at once are answered one after the other.
            return isSame && turn.role != .tool ? (role, "two messages in a row are the \(turn.role.name)'s") : nil
          case .mistral:
            return mayFollow(turn.role, next.role)
              ? nil : (role, "a message of the \(next.role.name) follows one of the \(turn.role.name)")
          case .strict:
            let isFair =
              (turn.role == .user && next.role == .assistant) || (turn.role == .assistant && next.role == .user)
              || turn.role == .system || turn.role == .developer
            return isFair ? nil : (role, "a message of the \(next.role.name) follows one of the \(turn.role.name)")
          case nil:
            let mayRepeat = turn.role == .tool || turn.role == .function || turn.role == .system || turn.hasCalls
            return isSame && !mayRepeat ? (role, "two messages in a row are the \(turn.role.name)'s") : nil
          }
        }
      }
    }
  }

  /// Whether mistral-common takes a message of one role after one of another. Roles it does not know are another
  /// rule's.
  private static func mayFollow(_ role: RoleKind, _ next: RoleKind) -> Bool {
    switch role {
    case .system, .user: next != .tool
    case .assistant: next != .system
    case .tool: next == .assistant || next == .tool || next == .other
    case .developer, .function, .other: true
    }
  }
}
