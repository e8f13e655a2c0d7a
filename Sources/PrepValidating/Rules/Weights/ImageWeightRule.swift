import PrepDiagnostics
import PrepRecords

/// W05: a message with an image is to be learned.
enum ImageWeightRule: RecordRule {
  static let about = RuleDescription(
    "W05", "image-weight", .error, "a message with an image has a weight other than 0",
    reason: "Images cannot be trained as answers; the target refuses the record.",
    remedy: "prep fix --apply image-weights gives messages with images the weight 0.",
    example: RuleExample(
      #"{"messages":[{"role":"user","weight":1,"content":[{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]},{"role":"assistant","content":"a"}]}"#,
      at: "1:38 /messages/0/weight",
      good:
        #"{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]},{"role":"assistant","content":"a"}]}"#
    ))

  static let speaksOf: RecordTraits = .richTurns

  static func check(_ example: ExampleView, _ report: Reporter) {
    for turn in example.richTurns {
      guard let weight = turn.weight, !weight.isZero, let content = turn.content, content.isArray
      else { continue }
      if content.elements.contains(where: ImagePart.isImage) {
        report.report(at: weight) { "the message has an image and the weight \(weight.shown)" }
      }
    }
  }
}
