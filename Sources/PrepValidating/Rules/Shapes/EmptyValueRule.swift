import PrepDiagnostics
import PrepRecords

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
    for value in RequiredTexts(example) where value.isString && value.text.isEmpty {
      report.report(at: value) { "the text is empty" }
    }
  }
}
