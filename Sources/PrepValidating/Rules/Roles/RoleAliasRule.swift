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
    guard let shape = example.shape, shape != .shareGPT, shape != .gemini, shape != .geminiPreference else {
      if let shape = example.shape { checkOwn(shape, example, report) }
      return
    }
    for turn in example.turns where turn.isAlias && !turn.isFrom && turn.role != .other {
      if let role = turn.roleValue {
        report.report(at: role) { "the role \"\(role.shown)\" is called \"\(turn.role.name)\" here" }
      }
    }
    if example.turns.contains(where: { $0.isFrom }) { checkOwn(.shareGPT, example, report) }
  }

  /// The names of roles that a shape has of its own, for targets that read its messages and leave the names as they are.
  private static func checkOwn(_ shape: RecordShape, _ example: ExampleView, _ report: Reporter) {
    guard report.profiles.contains(where: { !$0.readsRoles(of: shape) }) else { return }
    for turn in example.turns where turn.isAlias && turn.role != .other && (turn.isFrom || shape == example.shape) {
      guard let role = turn.roleValue else { continue }
      report.reportByTarget { profile in
        if profile.readsRoles(of: shape) { return nil }
        let remedy = profile.isConvertible ? "; prep convert --to \(profile.name) writes it so" : ""
        return (
          role, "the role \"\(role.shown)\" is called \"\(turn.role.name)\" by \(profile.title)\(remedy)"
        )
      }
    }
  }
}
