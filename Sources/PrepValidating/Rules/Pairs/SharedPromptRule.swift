import PrepDiagnostics
import PrepRecords
import PrepShapes

/// G03: two whole transcripts that do not begin alike.
enum SharedPromptRule: RecordRule {
  static let about = RuleDescription(
    "G03", "shared-prompt", .warning,
    "chosen and rejected hold whole conversations that do not begin alike, or part inside a word",
    reason:
      "Trainers take what both begin with for the prompt: none at all, or one that swallows the start of the answers.",
    remedy: "Write the prompt into a separate field: prep convert --to preference.",
    example: RuleExample(
      #"{"chosen":"\n\nHuman: Why?\n\nAssistant: Because.","rejected":"\n\nHuman: Why?\n\nAssistant: Begone."}"#,
      at: "1:1 ",
      good: #"{"chosen":"\n\nHuman: Why?\n\nAssistant: Yes.","rejected":"\n\nHuman: Why?\n\nAssistant: No."}"#))

  static let speaksOf: RecordTraits = .judgments

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard example.shape == .preference, !example.has(.prompt), let chosen = example[.chosen],
      let rejected = example[.rejected]
    else { return }
    if chosen.isArray, rejected.isArray {
      guard let first = chosen.elements.first, let other = rejected.elements.first else { return }
      if chosen.count > 1, !Bytes.equal(first.raw, other.raw) {
        report.report(at: example.root) { "the chosen and the rejected conversation begin with different messages" }
      }
      return
    }
    guard chosen.isString, rejected.isString, !Bytes.equal(chosen.text, rejected.text) else { return }
    let (left, right) = (chosen.text, rejected.text)
    var shared = 0
    while shared < min(left.count, right.count), left[shared] == right[shared] { shared += 1 }
    if shared == 0 {
      report.report(at: example.root) { "the chosen and the rejected text do not begin alike, and there is no prompt" }
    } else if shared < left.count, shared < right.count, isLetter(left[shared - 1]),
      isLetter(left[shared]) || isLetter(right[shared])
    {
      report.report(at: example.root) { "the chosen and the rejected text part inside a word, after \(shared) bytes" }
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte >= 0x80 }
}
