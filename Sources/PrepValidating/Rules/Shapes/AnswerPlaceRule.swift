import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes

/// S19: an answer is not where it is said to be.
enum AnswerPlaceRule: RecordRule {
  static let about = RuleDescription(
    "S19", "answer-place", .error, "an answer does not stand at its place in the context, or contradicts is_impossible",
    reason: "The model would learn to mark other words than the answer.",
    remedy:
      "Count characters (Unicode code points) from 0; prep tokenize finds answers a little beside their place, and counts them.",
    example: RuleExample(
      #"{"question":"Who?","context":"The cat sat.","answers":{"text":["cat"],"answer_start":[5]}}"#,
      at: "1:55 /answers",
      good: #"{"question":"Who?","context":"The cat sat.","answers":{"text":["cat"],"answer_start":[4]}}"#))

  static let speaksOf: RecordTraits = .places

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard example.shape == .questionAnswering, let root = TokenTaskRecord.root(example) else { return }
    for fault in TokenTaskFaults.ofAnswers(root, .usual) where fault.kind == .answers {
      report.report(at: example[.answers] ?? example.root) { fault.words }
    }
  }
}
