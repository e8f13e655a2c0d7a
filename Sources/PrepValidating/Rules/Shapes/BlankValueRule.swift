import PrepDiagnostics
import PrepRecords

/// S08: a field that is needed holds blanks alone.
enum BlankValueRule: RecordRule {
  static let about = RuleDescription(
    "S08", "blank-value", .error, "a field that is needed holds nothing but blanks",
    reason: "It passes checks for emptiness and trains nothing but blanks.",
    remedy: "prep fix --apply blank-values drops such records; or find what lost the text.",
    example: RuleExample(
      #"{"prompt":"2+3 ->","completion":" \n "}"#, at: "1:33 /completion",
      good: #"{"prompt":"2+3 ->","completion":" 5\n"}"#))

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    for value in RequiredTexts(example) where value.isString && !value.text.isEmpty && value.isBlankText {
      report.report(at: value) { "the text holds nothing but blanks" }
    }
  }
}
