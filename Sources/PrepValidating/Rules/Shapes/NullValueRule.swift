import PrepDiagnostics
import PrepRecords
import PrepShapes

/// S09: a field is null where others of its kind are left out or filled.
enum NullValueRule: RecordRule {
  static let about = RuleDescription(
    "S09", "null-value", .error, "a field that is needed is null",
    reason: "Null is what a missing cell of a table becomes; some readers turn it into the text \"None\" or \"nan\".",
    remedy: "Drop the record or fill the field; leave a field out when it has no value.",
    example: RuleExample(
      #"{"prompt":"2+3 ->","completion":null}"#, at: "1:33 /completion", good: #"{"prompt":"2+3 ->","completion":" 5"}"#
    ))

  private static let needed: [RecordField] = [
    .prompt, .completion, .text, .messages, .conversations, .chosen, .rejected, .label, .instruction, .output, .input,
    .preferredOutput, .nonPreferredOutput, .contents,
  ]

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    for member in example.members where member.value.isNull {
      guard let key = member.key, needed.contains(key), key != .input || example.shape == .openAIPreference else {
        continue
      }
      report.report(at: member.value) { "\"\(key.name)\" is null" }
    }
    for turn in example.richTurns {
      if let role = turn.roleValue, role.isNull { report.report(at: role) { "the role is null" } }
    }
  }
}
