import PrepDiagnostics
import PrepRecords
import PrepShapes

/// G02: OpenAI's preference format wants exactly one answer on each side.
enum PreferenceOutputRule: RecordRule {
  static let about = RuleDescription(
    "G02", "preference-output", .error,
    "a preferred or rejected output is not one message of the assistant, or the input ends with the assistant",
    reason: "The format compares two single answers to what the input asks last.",
    remedy: "Put everything before the answer into the input.",
    example: RuleExample(
      #"{"input":{"messages":[{"role":"user","content":"q"}]},"preferred_output":[{"role":"assistant","content":"a"}],"non_preferred_output":[]}"#,
      at: "1:134 /non_preferred_output",
      good:
        #"{"input":{"messages":[{"role":"user","content":"q"}]},"preferred_output":[{"role":"assistant","content":"a"}],"non_preferred_output":[{"role":"assistant","content":"b"}]}"#
    ))

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard example.shape == .openAIPreference else { return }
    for dialog in example.dialogs {
      let turns = example.turns[dialog.turns]
      if dialog.part == .answer {
        if turns.count != 1 {
          report.report(at: dialog.list) { "there are \(turns.count) messages, where one of the assistant is wanted" }
        } else if let turn = turns.first, turn.role != .assistant || turn.isAlias, let role = turn.roleValue {
          report.report(at: role) { "the message is the \(turn.role.name)'s, where the assistant's is wanted" }
        }
      } else if let last = turns.last, last.role == .assistant, let role = last.roleValue {
        report.reportByTarget { profile in
          profile.promptMayEndWithAssistant ? nil : (role, "the input ends with a message of the assistant")
        }
      }
    }
  }
}
