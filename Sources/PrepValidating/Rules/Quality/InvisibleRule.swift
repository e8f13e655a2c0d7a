import PrepDiagnostics
import PrepRecords

/// Q02: characters that nobody sees.
enum InvisibleRule: RecordRule {
  static let about = RuleDescription(
    "Q02", "invisible", .warning, "a text holds invisible characters: zero-width ones, directions of writing, tags",
    reason: "They change the tokens and not the looks; they also serve to hide instructions.",
    remedy: "prep fix --apply invisible-characters takes them out; joiners stay where emoji or a script needs them.",
    example: RuleExample("{\"text\":\"zero\u{200B}width\"}", at: "1:14 /text", good: "{\"text\":\"zero width\"}"))

  static let speaksOf: RecordTraits = .beyondASCII

  static func check(_ example: ExampleView, _ report: Reporter) {
    if example.isASCII { return }
    let text = example.text
    var position = 0
    while let found = Bytes.find(0xE2, in: text, from: position) {
      position = found + 1
      guard found + 2 < text.count else { break }
      let (second, third) = (text[found + 1], text[found + 2])
      // U+200B, U+200E and F, U+202A to E, U+2060 to 2064, U+2066 to 9; joiners (U+200C, D) only beside ASCII.
      let isDirection = second == 0x80 && (third == 0x8E || third == 0x8F || (0xAA...0xAE).contains(third))
      let isWide = second == 0x81 && ((0xA0...0xA4).contains(third) || (0xA6...0xA9).contains(third))
      let isJoiner = second == 0x80 && (third == 0x8C || third == 0x8D) && found > 0 && text[found - 1] < 0x80
      if isDirection || isWide || isJoiner || (second == 0x80 && third == 0x8B) { return say(found, text, report) }
    }
    position = 0
    while let found = Bytes.find(0xEF, in: text, from: position) {
      position = found + 1
      if found + 2 < text.count, text[found + 1] == 0xBB, text[found + 2] == 0xBF { return say(found, text, report) }
    }
    position = 0
    while let found = Bytes.find(0xF3, in: text, from: position) {
      position = found + 1
      // Tags, U+E0000 to U+E007F, which some flags have too.
      if found + 3 < text.count, text[found + 1] == 0xA0, text[found + 2] == 0x80 || text[found + 2] == 0x81,
        found < 4 || text[found - 4] != 0xF0
      {
        return say(found, text, report)
      }
    }
  }

  private static func say(_ position: Int, _ text: UnsafeBufferPointer<UInt8>, _ report: Reporter) {
    report.report(atColumnOffset: position) {
      let scalar = String(decoding: text[position..<min(text.count, position + 4)], as: UTF8.self).unicodeScalars.first
      return "the text holds the invisible character U+\(String(scalar?.value ?? 0, radix: 16, uppercase: true))"
    }
  }
}
