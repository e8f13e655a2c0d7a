import PrepDiagnostics
import PrepRecords
import PrepShapes
import PrepTokenizers

/// K15: an id that the vocabulary does not have.
enum TokenRangeRule: TokenRule {
  static let about = RuleDescription(
    "K15", "token-range", .error, "a pre-tokenized example has an id that the vocabulary does not have",
    reason: "The trainer reads beyond its table of embeddings and stops, or learns nonsense.",
    remedy: "Name the tokenizer the ids were made with, or make them anew.",
    example: RuleExample(
      #"{"input_ids":[1,2,99999999]}"#, at: "1:19 /input_ids/2", good: #"{"input_ids":[1,2,3]}"#))

  static func check(_ example: ExampleView, _ tokens: ExampleTokens, _ counter: TokenCounter, _ report: Reporter) {
    guard example.shape == .tokenized else { return }
    let size = counter.tokenizer.vocabularySize
    for key in [RecordField.inputIDs, .labels] {
      var wrong: BorrowedJSON?
      example[key]?.forEachElement { id in
        guard wrong == nil, let number = id.int else { return }
        if number >= size || (number < 0 && (key == .inputIDs || number != -100)) { wrong = id }
      }
      if let wrong { report.report(at: wrong) { "the vocabulary of \(Counted(size, "token")) has no \(wrong.shown)" } }
    }
  }
}
