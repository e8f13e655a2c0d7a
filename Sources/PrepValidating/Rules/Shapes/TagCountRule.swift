import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes

/// S16: words and tags do not go together.
enum TagCountRule: RecordRule {
  static let about = RuleDescription(
    "S16", "token-tag", .error, "there are more or fewer tags than words, or one of them is not a tag",
    reason: "It is impossible to tell which tag belongs to which word.",
    remedy: "Give every word a tag, O where it is part of no entity.",
    example: RuleExample(
      #"{"tokens":["EU","said"],"tags":["B-ORG"]}"#, at: "1:32 /tags",
      good: #"{"tokens":["EU","said"],"tags":["B-ORG","O"]}"#))

  static let speaksOf: RecordTraits = .places

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard example.shape == .tokenClassification, let root = TokenTaskRecord.root(example) else { return }
    for fault in TokenTaskFaults.ofTags(root, .usual) where fault.kind == .tags {
      report.report(at: example[.tags] ?? example.root) { fault.words }
    }
  }
}
