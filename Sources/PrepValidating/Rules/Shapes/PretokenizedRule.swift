import PrepDiagnostics
import PrepRecords
import PrepShapes

/// S13: an example of token ids whose lists do not fit together.
enum PretokenizedRule: RecordRule {
  static let about = RuleDescription(
    "S13", "pretokenized", .error, "the lists of a pre-tokenized example do not fit together",
    reason: "Labels and masks belong to tokens one by one; a list of another length shifts or crashes the training.",
    remedy: "Write the example anew from its text.",
    example: RuleExample(
      #"{"input_ids":[1,2,3],"labels":[-100,2]}"#, at: "1:31 /labels",
      good: #"{"input_ids":[1,2,3],"labels":[-100,2,3]}"#))

  private static let lists: [RecordField] = [
    .attentionMask, .labels, .tokenTypeIDs, .positionIDs, .completionMask, .assistantMasks,
  ]

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard let ids = example[.inputIDs] else {
      if example.shape == nil, example.has(.attentionMask), example.root.isObject {
        report.report(at: example.root) { "missing field \"input_ids\"" }
      }
      return
    }
    guard example.shape == .tokenized, ids.isArray else {
      if !ids.isArray {
        report.report(at: ids) { "\"input_ids\" is \(ids.kindName), where a list of numbers is wanted" }
      }
      return
    }
    var isGood = true
    ids.forEachElement { if $0.int.map({ $0 < 0 }) ?? true { isGood = false } }
    if !isGood { report.report(at: ids) { "\"input_ids\" holds something that is not a token id" } }
    let count = ids.count
    for key in lists {
      guard let list = example[key] else { continue }
      let length = list.count
      if !list.isArray || length != count {
        report.report(at: list) { "\"\(key.name)\" has \(length) elements, \"input_ids\" has \(count)" }
      }
    }
  }
}
