import PrepDiagnostics
import PrepRecords
import PrepShapes

/// I02: as many placeholders as images.
enum ImagePlaceholderRule: RecordRule {
  static let about = RuleDescription(
    "I02", "image-placeholders", .error, "the number of <image> placeholders is not that of the images",
    reason:
      "Each placeholder is replaced by an image; one too many or too few stops the training or shifts the images.",
    remedy: "Write one <image> where each image belongs.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"<image>What is this?"},{"role":"assistant","content":"a"}],"images":["a.png","b.png"]}"#,
      at: "1:108 /images",
      good:
        #"{"messages":[{"role":"user","content":"<image>What is this?"},{"role":"assistant","content":"a"}],"images":["a.png"]}"#
    ))

  static let speaksOf: RecordTraits = .images

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard let images = example[.images] ?? example[.image], images.isArray || images.isString else { return }
    let there = images.isArray ? images.count : 1
    var wanted = 0
    var hasParts = false
    for turn in example.turns {
      guard let content = turn.content else { continue }
      if content.isString {
        wanted += placeholders(content.text)
      } else if content.elements.contains(where: ImagePart.isImage) {
        hasParts = true
      }
    }
    for key in [RecordField.prompt, .instruction, .input] {
      if let text = example[key] { wanted += placeholders(text.text) }
    }
    if wanted != there, !hasParts, wanted > 0 || !example.turns.isEmpty {
      report.report(at: images) { "there are \(there) images and \(wanted) placeholders" }
    }
  }

  private static func placeholders(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    var position = 0
    let wanted: StaticString = "<image>"
    while let found = Bytes.find(UInt8(ascii: "<"), in: text, from: position) {
      position = found + 1
      if found + 7 <= text.count, Bytes.equal(text.baseAddress.map { $0 + found }, wanted.utf8Start, 7) { count += 1 }
    }
    return count
  }
}
