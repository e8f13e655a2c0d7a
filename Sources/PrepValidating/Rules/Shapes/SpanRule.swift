import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes

/// S18: a span is none of its text.
enum SpanRule: RecordRule {
  static let about = RuleDescription(
    "S18", "span-place", .error,
    "a span lies outside of its text, has nothing in it, no label, or other words than it says",
    reason: "Its label would be trained on other words, or on none.",
    remedy:
      "Count characters (Unicode code points) from 0, the end not included; where they count bytes, prep tokenize --span-unit bytes.",
    on: [
      "prep tokenize --span-unit bytes": RuleExample(
        #"{"text":"Zürich","spans":[{"start":0,"end":7,"label":"LOC"}]}"#, at: "1:27 /spans",
        good: #"{"text":"Zürich","spans":[{"start":0,"end":6,"label":"LOC"}]}"#)
    ],
    example: RuleExample(
      #"{"text":"Bonn","spans":[{"start":0,"end":9,"label":"LOC"}]}"#, at: "1:24 /spans",
      good: #"{"text":"Bonn","spans":[{"start":0,"end":4,"label":"LOC"}]}"#))

  static let speaksOf: RecordTraits = .places

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard example.shape == .tokenClassification, let root = TokenTaskRecord.root(example) else { return }
    for fault in TokenTaskFaults.ofTags(root, .usual) where fault.kind == .spans {
      report.report(at: example[.spans] ?? example.root) { fault.words }
    }
  }
}
