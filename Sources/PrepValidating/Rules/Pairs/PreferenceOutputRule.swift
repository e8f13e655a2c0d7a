import PrepDiagnostics
import PrepRecords
import PrepShapes

/// G02: what is compared is not what a preference format compares: one answer on each side for OpenAI's, the end of a
/// conversation for Azure's, two completions with scores for Gemini's.
enum PreferenceOutputRule: RecordRule {
  static let about = RuleDescription(
    "G02", "preference-output", .error,
    "a preferred or rejected output is not an assistant message, or the input ends with the assistant",
    reason: "The format compares two single answers to what the input asks last.",
    remedy: "Put everything before the answer into the input.",
    example: RuleExample(
      #"{"input":{"messages":[{"role":"user","content":"q"}]},"preferred_output":[{"role":"assistant","content":"a"}],"non_preferred_output":[]}"#,
      at: "1:134 /non_preferred_output",
      good:
        #"{"input":{"messages":[{"role":"user","content":"q"}]},"preferred_output":[{"role":"assistant","content":"a"}],"non_preferred_output":[{"role":"assistant","content":"b"}]}"#
    ))

  static let speaksOf: RecordTraits = .judgments

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard example.shape == .openAIPreference || example.shape == .geminiPreference else { return }
    let isGemini = example.shape == .geminiPreference
    if isGemini, let list = example[.completions], list.isArray { checkScores(list, report) }
    for dialog in example.dialogs {
      let turns = example.turns[dialog.turns]
      if dialog.part == .answer {
        report.reportByTarget { profile in
          if let roles = profile.outputRoles { return objection(to: turns, of: dialog, among: roles) }
          if turns.count != 1 {
            return (dialog.list, "\(Counted(turns.count, "message")), where one assistant message is required")
          }
          guard let turn = turns.first, turn.role != .assistant || turn.isAlias && !isGemini, let role = turn.roleValue
          else { return nil }
          return (role, "the message is the \(turn.role.name)'s, where the assistant's is wanted")
        }
      } else if let last = turns.last, last.role == .assistant, let role = last.roleValue {
        report.reportByTarget { profile in
          profile.promptMayEndWithAssistant ? nil : (role, "the input ends with a message of the assistant")
        }
      }
    }
  }

  /// What is wrong with an output of several messages.
  private static func objection(to turns: Slice<UnsafeBufferPointer<Turn>>, of dialog: Dialog, among roles: [String])
    -> (
      BorrowedJSON, String
    )?
  {
    for turn in turns {
      guard let role = turn.roleValue, !roles.contains(turn.role.name) else { continue }
      return (
        role, "the message is the \(turn.role.name)'s, where those of \(roles.joined(separator: " and ")) are taken"
      )
    }
    return turns.contains { $0.role == .assistant }
      ? nil : (dialog.list, "the output has no message of the assistant")
  }

  /// Two completions of which one has the score 1 and the other 0.
  private static func checkScores(_ list: BorrowedJSON, _ report: Reporter) {
    var scores: [Double] = []
    var count = 0
    list.forEachElement { element in
      count += 1
      guard element.isObject else {
        return report.report(at: element) { "a completion is \(element.kindName), where an object is wanted" }
      }
      if element.member("completion") == nil { report.report(at: element) { "there is no \"completion\"" } }
      guard let score = element.member("score") else { return report.report(at: element) { "there is no \"score\"" } }
      guard let value = Double(String(decoding: score.raw, as: UTF8.self)), value == 0 || value == 1
      else { return report.report(at: score) { "the score is neither 0 nor 1" } }
      scores.append(value)
    }
    if count != 2 {
      report.report(at: list) { "\(Counted(count, "completion")), where a preferred and another one are wanted" }
    } else if scores.count == 2, scores[0] == scores[1] {
      report.report(at: list) { "both completions have the score \(scores[0] == 1 ? "1" : "0")" }
    }
  }
}
