import PrepDiagnostics
import PrepRecords
import PrepShapes

/// T03: calls of tools and their results do not fit together.
enum ToolResultRule: RecordRule {
  static let about = RuleDescription(
    "T03", "tool-result", .error, "tool calls and their results do not fit together",
    reason:
      "A result without a call, or a call that the conversation leaves unanswered, teaches the model to make results up.",
    remedy: "Give each call its own ID, and the result the same ID.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"tool","tool_call_id":"c1","content":"2"},{"role":"assistant","content":"a"}]}"#,
      at: "1:74 /messages/1/tool_call_id",
      good:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"add","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"2"},{"role":"assistant","content":"a"}]}"#
    ))

  static let speaksOf: RecordTraits = .richTurns

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard !example.richTurns.isEmpty else { return }
    for dialog in example.dialogs {
      let turns = example.turns[dialog.turns]
      guard turns.contains(where: { $0.toolCalls != nil || $0.toolCallID != nil || $0.role == .tool }) else { continue }
      check(turns, report)
    }
  }

  private static func check(_ turns: Slice<UnsafeBufferPointer<Turn>>, _ report: Reporter) {
    /// Whether the call with an id has been answered, or no longer waits.
    var known: [ContentHash: Bool] = [:]
    /// Calls that wait for their results, while nobody else has spoken.
    var open: [BorrowedJSON] = []
    for turn in turns {
      if let id = turn.toolCallID, id.isString {
        let key = ContentHash(id.text)
        switch known[key] {
        case nil: report.report(at: id) { "no call before has the id \"\(id.shown)\"" }
        case true?: report.report(at: id) { "the call \"\(id.shown)\" is answered twice" }
        case false?: known[key] = true
        }
        continue
      }
      if turn.role == .tool, !turn.isAlias {
        // A result without an id answers the first call that waits; what is wrong is the result.
        let waiting = open.first { known[ContentHash($0.text)] == false }
        checkMissingID(turn, waiting: waiting, report)
        if let waiting { known[ContentHash(waiting.text)] = true }
        continue
      }
      if turn.role == .assistant || turn.role == .user, !open.isEmpty {
        for id in open where known[ContentHash(id.text)] == false {
          report.report(at: id) { "the call \"\(id.shown)\" is never answered, and the conversation goes on" }
          known[ContentHash(id.text)] = true
        }
        open.removeAll(keepingCapacity: true)
      }
      turn.toolCalls?.forEachElement { call in
        guard let id = call.member("id"), id.isString else { return }
        if known.updateValue(false, forKey: ContentHash(id.text)) != nil {
          report.report(at: id) { "the id \"\(id.shown)\" belongs to a call before" }
        }
        open.append(id)
      }
    }
  }

  /// Reports a tool's message that does not say which call it answers: where a call with an id waits, and to targets
  /// that want ids.
  private static func checkMissingID(_ turn: Turn, waiting: BorrowedJSON?, _ report: Reporter) {
    guard turn.value.isObject else { return }
    let place = turn.toolCallID ?? turn.value
    let fault =
      turn.toolCallID.map { "\"tool_call_id\" is \($0.kindName)" } ?? "the tool's message has no \"tool_call_id\""
    if let waiting {
      report.report(at: place) { "\(fault); the call \"\(waiting.shown)\" waits for its result" }
    } else {
      report.reportByTarget { $0.toolArguments == .string ? (place, fault) : nil }
    }
  }
}
