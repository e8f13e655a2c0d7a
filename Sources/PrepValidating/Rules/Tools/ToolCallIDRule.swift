import PrepDiagnostics
import PrepRecords

/// T04: the id of a tool call has not the form that a target wants.
enum ToolCallIDRule: RecordRule {
  static let about = RuleDescription(
    "T04", "tool-call-id", .error, "the id of a tool call has not the form that the target wants",
    reason: "Mistral's tokenizers take nine letters and digits and refuse everything else.",
    remedy: "prep fix --apply tool-ids rewrites the ids, in calls and results alike.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"add","arguments":"{}"}}]}]}"#,
      at: "1:84 /messages/1/tool_calls/0/id",
      good:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"a1b2c3d4e","type":"function","function":{"name":"add","arguments":"{}"}}]}]}"#,
      targets: ["mistral"]))

  static func concerns(_ profile: TargetProfile) -> Bool { profile.toolCallIDLength != nil }

  static let speaksOf: RecordTraits = .richTurns

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard report.profiles.contains(where: { $0.toolCallIDLength != nil }) else { return }
    for turn in example.richTurns {
      if let id = turn.toolCallID { check(id, report) }
      turn.toolCalls?.forEachElement { if let id = $0.member("id") { check(id, report) } }
    }
  }

  private static func check(_ id: BorrowedJSON, _ report: Reporter) {
    guard id.isString else { return }
    let isPlain = id.text.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 }
    report.reportByTarget { profile in
      guard let length = profile.toolCallIDLength, !isPlain || id.text.count != length else { return nil }
      return (id, "the id \"\(id.shown)\" is not \(length) letters and digits")
    }
  }
}
