import PrepDiagnostics
import PrepRecords

/// Q04: a text that repeats itself, or hardly consists of words.
enum RepetitionRule: RecordRule {
  static let about = RuleDescription(
    "Q04", "repetition", .info, "a text repeats its lines or words, or hardly consists of words",
    reason: "Looping output of a model and leftovers of pages read like this; models learn to loop from it.",
    remedy: "Look at the example; drop it when it is not meant.",
    isDefault: false,
    example: RuleExample(
      #"{"prompt":"q","completion":"I see. I see. I see. I see. I see. I see. I see. I see. I see. I see. I see. I see. I see. I see."}"#,
      at: "1:28 /completion",
      good:
        #"{"prompt":"q","completion":"The keeper wrote down the weather every morning and put the book back on its shelf before the boats came in again."}"#
    ))

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    for value in LearnedTexts(example) where value.text.count >= 80 {
      if let fault = Bytes.withUnescaped(value.text, fault) { report.report(at: value) { fault } }
    }
  }

  private static func fault(_ text: UnsafeBufferPointer<UInt8>) -> String? {
    let lines = hashes(text, longerThan: 4) { $0 == 0x0A }
    if lines.count >= 6 {
      let distinct = Set(lines).count
      if (lines.count - distinct) * 10 > lines.count * 3 {
        return "\(lines.count - distinct) of \(Counted(lines.count, "line")) repeat others"
      }
    }
    let words = hashes(text, longerThan: 0) { $0 <= 0x20 }
    guard words.count >= 20 else { return nil }
    // Two-word sequences: the most frequent one should not cover a fifth of the text.
    var counts: [ContentHash: Int] = [:]
    var most = 0
    for (word, next) in zip(words, words.dropFirst()) {
      let key = word.joined(next)
      let count = counts[key, default: 0] + 1
      counts[key] = count
      most = max(most, count)
    }
    if most * 2 * 5 > words.count, most > 4 {
      return "one pair of words makes up \(most * 200 / words.count)% of the text"
    }
    let symbols = text.count { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "|") }
    return symbols * 10 > words.count * 10 ? "\(Counted(symbols, "symbol")) for \(Counted(words.count, "word"))" : nil
  }

  /// The fingerprints of the parts between separators.
  private static func hashes(
    _ text: UnsafeBufferPointer<UInt8>, longerThan length: Int, isSeparator: (UInt8) -> Bool
  ) -> [ContentHash] {
    var result: [ContentHash] = []
    var start = 0
    for index in 0...text.count where index == text.count || isSeparator(text[index]) {
      if index - start > length { result.append(ContentHash(UnsafeBufferPointer(rebasing: text[start..<index]))) }
      start = index + 1
    }
    return result
  }
}
