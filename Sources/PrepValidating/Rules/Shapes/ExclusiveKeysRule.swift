import PrepDiagnostics
import PrepRecords
import PrepShapes

/// S14: two keys of which only one may be there.
enum ExclusiveKeysRule: RecordRule {
  static let about = RuleDescription(
    "S14", "exclusive-keys", .error, "a record has two keys of which only one is allowed",
    reason: "They are two names for one thing; a consumer takes one of them and drops the other, or refuses both.",
    remedy: "Keep one.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q","text":"q"},{"role":"assistant","content":"a"}]}"#,
      at: "1:43 /messages/0/text",
      good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#))

  private static let pairs: [(RecordField, RecordField)] = [
    (.messages, .interactions), (.tools, .availableTools), (.messages, .conversations), (.tools, .functions),
  ]

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    for (first, second) in pairs where example.has(first) && example.has(second) {
      if let value = example[second] {
        report.report(at: value) { "\"\(first.name)\" and \"\(second.name)\" exclude each other" }
      }
    }
    for turn in example.richTurns {
      if let text = turn.textMember, let content = turn.content, content.node != text.node {
        turn.value.forEachMember { name, value in
          if value.node == text.node { report.report(at: name) { "\"text\" and \"content\" exclude each other" } }
        }
      }
    }
  }
}
