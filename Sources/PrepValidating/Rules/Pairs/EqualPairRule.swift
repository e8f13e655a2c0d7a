import PrepDiagnostics
import PrepRecords
import PrepShapes

/// G01: the chosen and the rejected answer are the same.
enum EqualPairRule: RecordRule {
  static let about = RuleDescription(
    "G01", "equal-pair", .error, "the chosen and the rejected answer are the same",
    reason: "There is no preference to learn.",
    remedy: "prep fix --apply equal-pairs drops such records.",
    example: RuleExample(
      #"{"prompt":"q","chosen":"a","rejected":"a"}"#, at: "1:39 /rejected",
      good: #"{"prompt":"q","chosen":"a","rejected":"b"}"#))

  static let speaksOf: RecordTraits = .judgments

  static func check(_ example: ExampleView, _ report: Reporter) {
    let pairs: [(RecordField, RecordField)] = [
      (.chosen, .rejected), (.preferredOutput, .nonPreferredOutput),
    ]
    for (first, second) in pairs {
      guard let chosen = example[first], let rejected = example[second] else { continue }
      if Bytes.equal(chosen.raw, rejected.raw) {
        report.report(at: rejected) { "\"\(first.name)\" and \"\(second.name)\" are the same" }
      }
    }
  }
}
