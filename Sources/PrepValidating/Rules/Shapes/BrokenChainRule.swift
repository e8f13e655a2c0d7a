import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes

/// S17: a tag goes on with an entity that has not begun.
enum BrokenChainRule: RecordRule {
  static let about = RuleDescription(
    "S17", "broken-tag-chain", .warning,
    "a tag goes on with an entity that has not begun, in a sentence whose entities begin with B-",
    reason: "Scores count such an entity differently, and a model learns to begin entities with I-.",
    remedy: "prep tokenize makes the tag a B- and counts it; set it right in the data if it is another entity.",
    example: RuleExample(
      #"{"tokens":["EU","said","Bonn"],"tags":["B-ORG","O","I-LOC"]}"#, at: "1:39 /tags",
      good: #"{"tokens":["EU","said","Bonn"],"tags":["B-ORG","O","B-LOC"]}"#))

  static let speaksOf: RecordTraits = .places

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard example.shape == .tokenClassification, let root = TokenTaskRecord.root(example) else { return }
    for fault in TokenTaskFaults.ofTags(root, .usual) where fault.kind == .chain {
      report.report(at: example[.tags] ?? example.root) { fault.words }
    }
  }
}
