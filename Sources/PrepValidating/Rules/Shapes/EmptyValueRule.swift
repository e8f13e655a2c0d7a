import PrepDiagnostics
import PrepRecords
import PrepShapes

/// S07: a field that is needed is empty.
enum EmptyValueRule: RecordRule {
  static let about = RuleDescription(
    "S07", "empty-value", .error, "a field that is needed is empty",
    reason: "An empty answer teaches the model to say nothing, and has crashed trainers.",
    remedy: "prep fix --apply empty-completions drops such records.",
    example: RuleExample(
      #"{"prompt":"2+3 ->","completion":""}"#, at: "1:33 /completion", good: #"{"prompt":"","completion":" 5"}"#))

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    for value in RequiredTexts(example) where value.isString {
      if value.text.isEmpty {
        report.report(at: value) { "the text is empty" }
      } else if example.detected == .transcripts, Transcript.endsWithoutWords(value.text) {
        report.report(at: value) { "the last turn is empty" }
      }
    }
    for turn in example.richTurns where !turn.hasCalls && !turn.role.isResult && !turn.role.isInstruction {
      guard let content = turn.content, content.isEmptyContainer, content.isArray else { continue }
      report.report(at: content) { "the content is an empty list" }
    }
  }
}
