import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Q06: question and answer are in different scripts.
enum LanguageRule: RecordRule {
  static let about = RuleDescription(
    "Q06", "script-mismatch", .info, "prompt and answer are written in different scripts",
    reason: "Unless it translates, the model learns to answer in another language than it is asked.",
    remedy: "Look at the example; ignore the rule for translations.",
    isDefault: false,
    example: RuleExample(
      "{\"prompt\":\"What is the weather like in the north of the country today?\",\"completion\":\"今日は北の方でずっと雨が降っていて、とても寒いです。\"}",
      at: "1:86 /completion",
      good:
        "{\"prompt\":\"What is the weather like in the north today?\",\"completion\":\"It has been raining all day.\"}")
  )

  static let speaksOf: RecordTraits = .beyondASCII

  static func check(_ example: ExampleView, _ report: Reporter) {
    if example.isASCII, !example.hasUnicodeEscapes { return }
    if let prompt = example.promptText, let answer = example.answerText, example.shape != .classification {
      compare(prompt, answer, report)
    }
    for (turn, next) in zip(example.turns, example.turns.dropFirst())
    where turn.role == .user && next.role == .assistant {
      if let asked = turn.content, let said = next.content, asked.isString, said.isString {
        compare(asked, said, report)
      }
    }
  }

  private static func compare(_ asked: BorrowedJSON, _ said: BorrowedJSON, _ report: Reporter) {
    guard let left = script(asked), let right = script(said), left != right else { return }
    report.report(at: said) { "the question is in \(left), the answer in \(right)" }
  }

  /// The script most letters of a text belong to, when there are enough of them.
  private static func script(_ value: BorrowedJSON) -> String? {
    var counts: [String: Int] = [:]
    var letters = 0
    Bytes.withUnescaped(value.text) { text in
      for scalar in String(decoding: text.prefix(4096), as: UTF8.self).unicodeScalars {
        guard let name = name(scalar.value) else { continue }
        counts[name, default: 0] += 1
        letters += 1
      }
    }
    guard letters >= 12, let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
      most.value * 10 > letters * 7
    else { return nil }
    return most.key
  }

  private static func name(_ scalar: UInt32) -> String? {
    switch scalar {
    case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F, 0x1E00...0x1EFF: "Latin letters"
    case 0x370...0x3FF: "Greek letters"
    case 0x400...0x52F: "Cyrillic letters"
    case 0x590...0x5FF: "Hebrew letters"
    case 0x600...0x6FF, 0x750...0x77F: "Arabic letters"
    case 0x900...0x97F: "Devanagari"
    case 0xE00...0xE7F: "Thai letters"
    case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF: "Chinese or Japanese characters"
    case 0xAC00...0xD7AF, 0x1100...0x11FF: "Korean letters"
    default: nil
    }
  }
}
