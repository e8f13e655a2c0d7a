import PrepDiagnostics
import PrepRecords
import PrepShapes

/// S05: a record fits several shapes at once.
enum SeveralShapesRule: RecordRule {
  static let about = RuleDescription(
    "S05", "several-shapes", .error, "a record fits several shapes at once",
    reason: "Which of its fields trains the model depends on the order in which a consumer looks.",
    remedy: "Keep the fields of one shape.",
    example: RuleExample(
      #"{"prompt":"q","completion":"b","messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#,
      at: "1:1 ",
      good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#))

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    if example.matches > 1 {
      report.report(at: example.root) {
        "the record fits \(example.matches) shapes, \(example.shape?.rawValue ?? "unknown") among them"
      }
    }
  }
}
