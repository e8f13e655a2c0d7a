import PrepDiagnostics
import PrepRecords
import PrepShapes

/// W02: all weights are 0.
enum NothingTrainedRule: RecordRule {
  static let about = RuleDescription(
    "W02", "nothing-trained", .error, "every message of the assistant has the weight 0",
    reason: "The example costs tokens and trains nothing.",
    remedy: "Give the answers that are to be trained the weight 1, or drop the example.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":0}]}"#,
      at: "1:13 /messages",
      good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":1}]}"#))

  static let speaksOf: RecordTraits = .richTurns

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard !example.richTurns.isEmpty else { return }
    for dialog in example.dialogs where dialog.part == .whole {
      let turns = example.turns[dialog.turns]
      guard turns.contains(where: { $0.role == .assistant }) else { continue }
      let isSilent = turns.allSatisfy { !$0.isLearned }
      if isSilent { report.report(at: dialog.list) { "every message of the assistant has the weight 0" } }
    }
  }
}
