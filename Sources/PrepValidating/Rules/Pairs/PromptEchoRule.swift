import PrepDiagnostics
import PrepRecords
import PrepShapes

/// G07: the answer begins with the question.
enum PromptEchoRule: RecordRule {
  static let about = RuleDescription(
    "G07", "prompt-echo", .warning, "an answer begins with its prompt",
    reason: "The model learns to repeat what it is asked; most often prompt and answer were joined by mistake.",
    remedy: "Cut the prompt from the answer.",
    example: RuleExample(
      #"{"prompt":"What is the capital of Peru?","completion":"What is the capital of Peru? Lima."}"#,
      at: "1:55 /completion",
      good: #"{"prompt":"What is the capital of Peru?","completion":" Lima."}"#))

  /// Shorter prompts may well begin an answer.
  private static let shortest = 16

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard example.shape != .classification, let prompt = example.promptText, prompt.text.count >= shortest else {
      return
    }
    if let answer = example.answerText { check(answer, prompt.text, report) }
    if example.shape == .preference, let rejected = example[.rejected] { check(rejected, prompt.text, report) }
  }

  private static func check(_ answer: BorrowedJSON, _ prompt: UnsafeBufferPointer<UInt8>, _ report: Reporter) {
    var text = answer.text
    while let first = text.first, first == 0x20 { text = UnsafeBufferPointer(rebasing: text.dropFirst()) }
    guard text.count > prompt.count, Bytes.equal(text.baseAddress, prompt.baseAddress ?? answer.bytes, prompt.count)
    else { return }
    report.report(at: answer) { "the answer begins with the prompt" }
  }
}
