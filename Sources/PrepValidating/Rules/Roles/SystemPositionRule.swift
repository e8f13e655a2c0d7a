import PrepDiagnostics
import PrepRecords
import PrepShapes

/// R06: a system message where it does not belong, or several.
enum SystemPositionRule: RecordRule {
  static let about = RuleDescription(
    "R06", "system-position", .warning, "a system message is not the first, or there are several",
    reason: "Templates take one system message at the start; others are refused, moved or dropped.",
    remedy: "prep fix --apply system-first joins them at the start.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"system","content":"s"},{"role":"assistant","content":"a"}]}"#,
      at: "1:52 /messages/1/role",
      good:
        #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#
    ))

  static let speaksOf: RecordTraits = .dialogs

  static func check(_ example: ExampleView, _ report: Reporter) {
    for dialog in example.dialogs {
      for turn in example.turns[dialog.turns].dropFirst() where turn.role == .system || turn.role == .developer {
        guard let role = turn.roleValue else { continue }
        let isSecond = example.turns[dialog.turns].first.map { $0.role == .system || $0.role == .developer } ?? false
        report.report(at: role) {
          isSecond ? "there is more than one system message" : "the system message is not the first"
        }
      }
    }
  }
}
