import PrepDiagnostics
import PrepRecords

/// J03: a line is JSON, but no object.
enum NotAnObjectRule: RecordRule {
  static let about = RuleDescription(
    "J03", "not-an-object", .error, "the line is JSON but no object",
    reason: "An example has named fields; a list or a bare text has none.",
    remedy: "Write an object a line.",
    example: RuleExample(#"["a","b"]"#, at: "1:1 ", good: #"{"text":"a"}"#))

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    if !example.root.isObject {
      report.report(at: example.root) { "the line is \(example.root.kindName), where an object is wanted" }
    }
  }
}
