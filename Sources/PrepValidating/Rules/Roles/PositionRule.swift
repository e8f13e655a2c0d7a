import PrepDiagnostics
import PrepRecords
import PrepShapes

/// R11: LLaMA-Factory's rule of odd and even places.
enum PositionRule: RecordRule {
  static let about = RuleDescription(
    "R11", "odd-even", .error, "messages do not stand at the places that LLaMA-Factory wants",
    reason:
      "Questions and tool results must stand at odd places, answers and calls at even ones; conversations that do not are dropped without a word.",
    remedy: "prep fix --apply merged-turns,trailing-turns.",
    example: RuleExample(
      #"{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"},{"from":"human","value":"q"}]}"#,
      at: "1:18 /conversations", good: #"{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]}"#,
      targets: ["llama-factory"]))

  static func concerns(_ profile: TargetProfile) -> Bool { profile.wantsOddEven }

  static let speaksOf: RecordTraits = .dialogs

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard report.profiles.contains(where: \.wantsOddEven), let dialog = example.dialogs.first, dialog.part == .whole
    else { return }
    var turns = example.turns[dialog.turns]
    if turns.first?.role == .system { turns = turns.dropFirst() }
    let wrong = turns.enumerated().first { place, turn in
      place.isMultiple(of: 2) ? turn.role != .user && turn.role != .tool : turn.role != .assistant
    }
    report.reportByTarget { profile in
      guard profile.wantsOddEven else { return nil }
      if let wrong {
        return (wrong.element.value, "the \(wrong.element.role.name) stands at place \(wrong.offset + 1)")
      }
      return turns.count.isMultiple(of: 2) ? nil : (dialog.list, "\(Counted(turns.count, "message")), an odd number")
    }
  }
}
