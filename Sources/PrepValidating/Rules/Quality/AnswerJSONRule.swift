import PrepDiagnostics
import PrepRecords

/// Q09: an answer that looks like JSON and is none.
enum AnswerJSONRule: RecordRule {
  static let about = RuleDescription(
    "Q09", "answer-json", .warning, "an answer looks like JSON but is not valid",
    reason: "Whoever asks for JSON will get what the examples show.",
    remedy: "Repair the answer.",
    example: RuleExample(
      #"{"prompt":"q","completion":"{\"a\": 1,}"}"#, at: "1:28 /completion",
      good: #"{"prompt":"q","completion":"{\"a\": 1}"}"#))

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    for value in LearnedTexts(example) {
      var text = value.text
      while let first = text.first, first == 0x20 { text = UnsafeBufferPointer(rebasing: text.dropFirst()) }
      while let last = text.last, last == 0x20 { text = UnsafeBufferPointer(rebasing: text.dropLast()) }
      guard let first = text.first, let last = text.last, text.count > 2 else { continue }
      // An object opens with a quote behind its brace, blanks aside: other braces are other languages.
      guard first == UInt8(ascii: "{"), last == UInt8(ascii: "}"), opensLikeJSON(text) else { continue }
      if (try? JSONDocument(Bytes.unescapedBytes(text))) == nil {
        report.report(at: value) { "the answer looks like JSON but is not valid" }
      }
    }
  }

  private static func opensLikeJSON(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 1
    while index + 1 < text.count {
      if text[index] == 0x20 {
        index += 1
      } else if text[index] == UInt8(ascii: "\\"),
        text[index + 1] == UInt8(ascii: "n") || text[index + 1] == UInt8(ascii: "t")
      {
        index += 2
      } else {
        return text[index] == UInt8(ascii: "\\") && text[index + 1] == UInt8(ascii: "\"")
      }
    }
    return false
  }
}
