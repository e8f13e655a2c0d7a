import PrepDiagnostics
import PrepRecords
import PrepShapes

/// R01: a role that no format has.
enum UnknownRoleRule: RecordRule {
  static let about = RuleDescription(
    "R01", "unknown-role", .error, "a message has a role that no format knows",
    reason: "Templates fail on it or leave the message out.",
    remedy: "Use system, user, assistant or tool; prep convert --role-map THEIRS=OURS renames.",
    with: ["THEIRS=OURS": "usr=user"],
    example: RuleExample(
      #"{"messages":[{"role":"usr","content":"q"},{"role":"assistant","content":"a"}]}"#, at: "1:22 /messages/0/role",
      good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#))

  static let speaksOf: RecordTraits = .richTurns

  static func check(_ example: ExampleView, _ report: Reporter) {
    for turn in example.richTurns where turn.role == .other {
      if let role = turn.roleValue, role.isString {
        report.report(at: role) { "the role \"\(role.shown)\" is unknown" }
      }
    }
  }
}
