import PrepDiagnostics
import PrepRecords
import PrepShapes

/// S15: a whole text is what writers of tables make of a missing cell.
enum MissingCellRule: RecordRule {
  static let about = RuleDescription(
    "S15", "missing-cell", .warning, "a text is nothing but nan, None, NULL or another word for a missing cell",
    reason: "A missing cell of a table became a text; the model learns to say it.",
    remedy: "Drop the record or fill the cell; where the word is meant, leave the rule out.",
    example: RuleExample(
      #"{"prompt":"2+3 ->","completion":"nan"}"#, at: "1:33 /completion",
      good: #"{"prompt":"2+3 ->","completion":" 5"}"#))

  private static let words: [StaticString] = ["nan", "NaN", "NaT", "None", "NULL", "null", "N/A", "#N/A", "<NA>"]

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    if example.shape == .promptCompletion, let prompt = example.promptText { check(prompt, report) }
    // A class may be called so.
    let label = example.shape == .classification ? example.answerText?.node : nil
    for value in RequiredTexts(example) where value.isString && value.node != label { check(value, report) }
  }

  private static func check(_ value: BorrowedJSON, _ report: Reporter) {
    guard value.text.count < 16 else { return }
    var text = value.text[...]
    while let first = text.first, first == 0x20 || first == 0x09 { text.removeFirst() }
    while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
    let isWord = words.contains { word in
      text.count == word.utf8CodeUnitCount
        && Bytes.equal(UnsafeBufferPointer(rebasing: text).baseAddress, word.utf8Start, text.count)
    }
    if isWord { report.report(at: value) { "the text is \"\(value.shown)\", which stands for a missing cell" } }
  }
}
