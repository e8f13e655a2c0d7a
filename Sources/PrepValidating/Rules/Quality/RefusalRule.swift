import PrepDiagnostics
import PrepRecords

/// Q05: many answers are refusals or phrases of a machine.
enum RefusalRule: SetRule {
  static let about = RuleDescription(
    "Q05", "refusals", .warning, "more than a tenth of the answers refuse, or speak as an AI",
    reason: "The model will refuse as often as its examples do.",
    remedy: "Take such answers out, or add enough examples that answer.",
    isDefault: false,
    example: RuleExample(
      (0..<10).map {
        "{\"prompt\":\"q\($0)\",\"completion\":\"\($0 < 5 ? "I'm sorry, but I can't help with that." : "The answer is \($0).")\"}"
      }
      .joined(separator: "\n"), at: "1:1 ",
      good: (0..<10).map { "{\"prompt\":\"q\($0)\",\"completion\":\"The answer is \($0).\"}" }.joined(separator: "\n")))

  private static let phrases: [StaticString] = [
    "as an ai", "i'm sorry, but", "i am sorry, but", "i cannot assist", "i can't assist", "i can't help with",
    "i cannot help with",
    "i'm unable to", "i am unable to", "as a language model", "i cannot provide", "i can't provide",
    "i\u{2019}m sorry, but",
  ]

  static func makeTally() -> any SetTally { Tally() }

  private final class Tally: SetTally {
    private var answers = 0
    private var refusals = 0
    private var first: RecordPlace?

    func observe(_ example: ExampleView, _ place: RecordPlace) {
      for value in LearnedTexts(example) {
        answers += 1
        // The phrases stand at the start, if anywhere.
        let head = value.text.prefix(160).map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
        let refuses = head.withUnsafeBufferPointer { head in
          phrases.contains { phrase in
            Bytes.find(UnsafeBufferPointer(start: phrase.utf8Start, count: phrase.utf8CodeUnitCount), in: head) != nil
          }
        }
        guard refuses else { continue }
        refusals += 1
        if first == nil { first = place }
      }
    }

    func join(_ later: any SetTally) {
      guard let later = later as? Tally else { return }
      answers += later.answers
      refusals += later.refusals
      if first == nil { first = later.first }
    }

    func conclude(_ report: Reporter) {
      guard let first, refusals * 10 > answers else { return }
      report.report(at: report.location(of: first)) {
        "\(refusals) of \(answers) answers refuse or speak as an AI; this is the first"
      }
    }
  }
}
