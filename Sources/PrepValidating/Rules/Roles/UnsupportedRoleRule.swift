import PrepDiagnostics
import PrepRecords

/// R10: a role that a target does not take.
enum UnsupportedRoleRule: RecordRule {
  static let about = RuleDescription(
    "R10", "unsupported-role", .error, "a message has a role that the target does not take",
    reason: "The target refuses the record.",
    remedy: "Fold system messages into the first question, and leave tools to targets that know them.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"developer","content":"r"},{"role":"assistant","content":"a"}]}"#,
      at: "1:52 /messages/1/role",
      good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#,
      targets: ["together"]))

  static func concerns(_ profile: TargetProfile) -> Bool { profile.roles != nil }

  static let speaksOf: RecordTraits = .dialogs

  static func check(_ example: ExampleView, _ report: Reporter) {
    for turn in example.turns {
      guard let role = turn.roleValue, role.isString else { continue }
      report.reportByTarget { profile in
        guard let roles = profile.roles, !roles.contains(where: { $0.utf8.elementsEqual(role.text) }) else {
          return nil
        }
        return (role, "the role \"\(role.shown)\" is not taken")
      }
    }
  }
}
