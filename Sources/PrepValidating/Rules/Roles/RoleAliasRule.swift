import PrepDiagnostics
import PrepRecords
import PrepShapes

/// R02: a role by a name that other formats use.
enum RoleAliasRule: RecordRule {
  static let about = RuleDescription(
    "R02", "role-alias", .error, "a role goes by a name of another format",
    reason:
      "human, gpt, bot, model and their like mean user and assistant elsewhere; a consumer of messages refuses them.",
    remedy: "prep fix --apply role-aliases.",
    example: RuleExample(
      #"{"messages":[{"role":"human","content":"q"},{"role":"assistant","content":"a"}]}"#, at: "1:22 /messages/0/role",
      good: #"{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]}"#))

  static let speaksOf: RecordTraits = .dialogs

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard example.shape != .shareGPT, example.shape != .gemini, example.shape != .geminiPreference else { return }
    for turn in example.turns where turn.isAlias && !turn.isFrom && turn.role != .other {
      if let role = turn.roleValue {
        report.report(at: role) { "the role \"\(role.shown)\" is called \"\(turn.role.name)\" here" }
      }
    }
  }
}
