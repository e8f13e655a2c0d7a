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

  /// What pandas takes for a missing cell, what it writes for one, what Excel shows for a formula without a value, what
  /// databases export, and what JavaScript makes of nothing.
  private static let words: [StaticString] =
    unmistakable + ["None", "NULL", "null", "N/A", "n/a", "NA", "undefined"]

  /// Those that nobody would call a class.
  private static let unmistakable: [StaticString] = [
    "nan", "NaN", "NaT", "-nan", "-NaN", "#N/A", "<NA>", "#NA", "#N/A N/A", "1.#QNAN", "-1.#QNAN", "1.#IND", "-1.#IND",
    "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "\\\\N",
  ]

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    if example.shape == .promptCompletion, let prompt = example.promptText { check(prompt, report) }
    if example.shape == .alpaca, let input = example[.input], input.isString { check(input, report) }
    let label = example.shape == .classification ? example.answerText?.node : nil
    for value in RequiredTexts(example) where value.isString {
      check(value, report, among: value.node == label ? unmistakable : words)
    }
    for turn in example.turns where turn.role.isInstruction {
      if let content = turn.content, content.isString { check(content, report) }
    }
  }

  private static func check(_ value: BorrowedJSON, _ report: Reporter, among words: [StaticString] = words) {
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
