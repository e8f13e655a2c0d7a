import CUnicodeTables
import PrepDiagnostics
import PrepRecords

/// Q03: control characters, no-break spaces and accents that are not composed.
enum ControlCharacterRule: RecordRule {
  static let about = RuleDescription(
    "Q03", "control-character", .warning,
    "a text holds control characters, no-break spaces, or accents apart from their letters",
    reason: "Each is another token than the one it looks like.",
    remedy: "prep fix --apply plain-characters writes common spaces and normalizes to NFC.",
    example: RuleExample(
      "{\"text\":\"five\u{A0}kilometres\"}", at: "1:14 /text", good: "{\"text\":\"five kilometres\"}"))

  static let speaksOf: RecordTraits = .beyondASCII

  static func check(_ example: ExampleView, _ report: Reporter) {
    if example.hasUnicodeEscapes { checkEscapes(example.text, report) }
    if example.isASCII { return }
    let text = example.text
    var position = 0
    while let found = Bytes.find(0xC2, in: text, from: position), found + 1 < text.count {
      position = found + 2
      if text[found + 1] == 0xA0 { return report.report(atColumnOffset: found) { "the text holds a no-break space" } }
      if text[found + 1] < 0xA0, text[found + 1] != 0x85 {
        return report.report(atColumnOffset: found) { "the text holds a control character" }
      }
    }
    for lead in [UInt8(0xCC), 0xCD] {
      position = 0
      while let found = Bytes.find(lead, in: text, from: position), found + 1 < text.count {
        position = found + 2
        guard found > 0, (text[found - 1] | 0x20) &- 0x61 < 26, lead == 0xCC || text[found + 1] < 0xB0 else { continue }
        // The marks that Latin letters take in composed characters: grave to caron, cedilla, ogonek.
        let mark = lead == 0xCC ? text[found + 1] : 0
        guard (0x80...0x8C).contains(mark) || (0xA7...0xA8).contains(mark) else { continue }
        return report.report(atColumnOffset: found) { "an accent stands apart from its letter; the text is not in NFC" }
      }
    }
  }

  private static func checkEscapes(_ text: UnsafeBufferPointer<UInt8>, _ report: Reporter) {
    var position = 0
    while let found = Bytes.find(UInt8(ascii: "\\"), in: text, from: position) {
      position = found + 2
      guard found + 6 <= text.count, text[found + 1] == UInt8(ascii: "u"), text[found + 2] == 0x30,
        text[found + 3] == 0x30
      else { continue }
      let value = UInt8(String(decoding: text[found + 4..<found + 6], as: UTF8.self), radix: 16) ?? 0
      guard value < 0x20, ![0x00, 0x08, 0x09, 0x0A, 0x0C, 0x0D].contains(value) else { continue }
      return report.report(atColumnOffset: found) { "the text holds a control character" }
    }
  }
}
