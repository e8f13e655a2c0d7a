import PrepDiagnostics

/// T03: calls of tools and their results do not fit together.
enum ToolResultRule: RecordRule {
  static let about = RuleDescription(
    "T03", "tool-result", .error, "tool calls and their results do not fit together",
    reason: "A result without a call, or a call that the conversation leaves unanswered, teaches the model to make results up.",
    remedy: "Give each call an id of its own and its result that id.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"tool","tool_call_id":"c1","content":"2"},{"role":"assistant","content":"a"}]}"#,
      at: "1:74 /messages/1/tool_call_id",
      good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"add","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"2"},{"role":"assistant","content":"a"}]}"#))

  static func check(_ example: ExampleView, _ report: Reporter) {
    for dialog in example.dialogs {
      let turns = example.turns[dialog.turns]
      guard turns.contains(where: { $0.toolCalls != nil || $0.toolCallID != nil }) else { continue }
      check(turns, report)
    }
  }

  private static func check(_ turns: ArraySlice<Turn>, _ report: Reporter) {
    var known: [(id: Value, answered: Bool)] = []
    /// Calls of the last message that called, while no other message has come.
    var open = 0
    for turn in turns {
      if let id = turn.toolCallID, id.isString {
        if let index = known.lastIndex(where: { Bytes.equal($0.id.text, id.text) }) {
          if known[index].answered { report.report(at: id) { "the call \"\(id.shown)\" is answered twice" } }
          known[index].answered = true
          open -= 1
        } else {
          report.report(at: id) { "no call before has the id \"\(id.shown)\"" }
        }
        continue
      }
      if turn.role == .assistant || turn.role == .user, open > 0 {
        for call in known where !call.answered {
          report.report(at: call.id) { "the call \"\(call.id.shown)\" is never answered, and the conversation goes on" }
        }
        for index in known.indices { known[index].answered = true }
        open = 0
      }
      turn.toolCalls?.forEachElement { call in
        guard let id = call.member("id"), id.isString else { return }
        if known.contains(where: { Bytes.equal($0.id.text, id.text) }) {
          report.report(at: id) { "the id \"\(id.shown)\" belongs to a call before" }
        }
        known.append((id, false))
        open += 1
      }
    }
  }
}
