import PrepDiagnostics
import PrepRecords
import PrepShapes

/// G06: as many labels as steps.
enum StepwiseRule: RecordRule {
  static let about = RuleDescription(
    "G06", "stepwise", .error, "a stepwise example has more or fewer labels than completions",
    reason: "Each step needs its label; if one is missing, all later labels are shifted.",
    remedy: "Write one label for each completion.",
    example: RuleExample(
      #"{"prompt":"q","completions":["a","b"],"labels":[true]}"#, at: "1:48 /labels",
      good: #"{"prompt":"q","completions":["a","b"],"labels":[true,false]}"#))

  static let speaksOf: RecordTraits = .judgments

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard example.shape == .stepwise, let steps = example[.completions], let labels = example[.labels], steps.isArray,
      labels.isArray
    else { return }
    if steps.count != labels.count {
      report.report(at: labels) { "\(Counted(labels.count, "label")) for \(Counted(steps.count, "completion"))" }
    }
    labels.forEachElement { label in
      if !label.isBool, !label.isNumber {
        report.report(at: label) { "a label is \(label.kindName), where true or false is wanted" }
      }
    }
  }
}
