import PrepDiagnostics
import PrepRecords
import PrepShapes

/// S06: a record is of another shape than the set, which the first records tell.
enum ShapeChangeRule: RecordRule {
  static let about = RuleDescription(
    "S06", "shape-change", .error, "a record is of another shape than the set",
    reason:
      "Most consumers decide by the first records how to read all of them; the others are refused or read wrongly.",
    remedy: "Make one file for each shape; prep convert --from-shape each --to NAME brings them to one.",
    with: ["NAME": "chat"],
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"# + "\n"
        + #"{"prompt":"2+3 ->","completion":" 5"}"#, at: "2:1 ",
      good: #"{"text":"a"}"# + "\n" + #"{"text":"b"}"#))

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard let set = example.set, let told = example.told, set.isOther(told) else { return }
    report.report(at: example.root) { set.words(for: told) }
  }
}
