import PrepDiagnostics
import PrepRecords

/// Q08: an answer that breaks off.
enum TruncatedAnswerRule: RecordRule {
  static let about = RuleDescription(
    "Q08", "truncated-answer", .warning,
    "an answer breaks off: an open code block, an open thought, or a sentence without an end",
    reason: "The model learns to break off as well.",
    remedy: "Make the answer anew with room enough, or drop it.",
    example: RuleExample(
      #"{"prompt":"q","completion":"Use this:\n```swift\nlet a = 1\n"}"#, at: "1:28 /completion",
      good: #"{"prompt":"q","completion":"Use this:\n```swift\nlet a = 1\n```\n"}"#))

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    for value in LearnedTexts(example) {
      let text = value.text
      if example.hasBackticks, !fences(text).isMultiple(of: 2) {
        report.report(at: value) { "a code block is opened and not closed" }
        continue
      }
      if text.first == UInt8(ascii: "<"), Bytes.has("<think>", in: text, at: 0), Bytes.find("</think>", in: text) == nil
      {
        report.report(at: value) { "a thought is opened and not closed" }
      }
    }
  }

  /// How many fences of code begin a line.
  private static func fences(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    var position = 0
    while let found = Bytes.find(UInt8(ascii: "`"), in: text, from: position) {
      position = found + 1
      guard Bytes.has("```", in: text, at: found) else { continue }
      var start = found
      while start > 0, text[start - 1] == 0x20 { start -= 1 }
      let beginsLine =
        start == 0 || text[start - 1] == UInt8(ascii: ">")
        || (start >= 2 && text[start - 1] == UInt8(ascii: "n") && text[start - 2] == UInt8(ascii: "\\"))
      position = found + 3
      while position < text.count, text[position] == UInt8(ascii: "`") { position += 1 }
      if beginsLine { count += 1 }
    }
    return count
  }
}
