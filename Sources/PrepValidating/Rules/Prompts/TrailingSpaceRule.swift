import PrepDiagnostics
import PrepRecords
import PrepShapes

/// P08: a prompt that ends with a space.
enum TrailingSpaceRule: RecordRule {
  static let about = RuleDescription(
    "P08", "trailing-space", .warning, "a prompt ends with a space",
    reason:
      "Tokenizers join a space with the word after it, so the token at the boundary differs between training and inference.",
    remedy: "Move the space to the start of the completion: prep format.",
    example: RuleExample(
      #"{"prompt":"2+3 = ","completion":"5"}"#, at: "1:11 /prompt", good: #"{"prompt":"2+3 =","completion":" 5"}"#))

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard example.shape == .promptCompletion || example.shape == .unpairedPreference || example.shape == .preference,
      let prompt = example.promptText, let last = prompt.text.last, last == 0x20
    else { return }
    report.report(at: prompt) { "the prompt ends with a space" }
  }
}
