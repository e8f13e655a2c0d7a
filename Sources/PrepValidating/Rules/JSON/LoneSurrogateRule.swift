import PrepDiagnostics
import PrepRecords

/// J07: half a surrogate pair, a NUL or a noncharacter.
enum LoneSurrogateRule: RecordRule {
  static let about = RuleDescription(
    "J07", "lone-surrogate", .warning, "a string holds half of a surrogate pair, a NUL or a noncharacter",
    reason:
      "Half a pair is not a text: tokenizers refuse it or replace it. NUL and noncharacters end strings in some programs.",
    remedy: "prep fix --apply lone-surrogates, or repair what cut the text between two halves of a character.",
    example: RuleExample(#"{"text":"a\ud83d b"}"#, at: "1:11 /text", good: #"{"text":"a\ud83d\ude00 b"}"#))

  static let speaksOf: RecordTraits = .beyondASCII

  static func check(_ example: ExampleView, _ report: Reporter) {
    if example.hasUnicodeEscapes { checkEscapes(example.text, report) }
    if !example.isASCII { checkNoncharacters(example.text, report) }
  }

  private static func checkEscapes(_ text: UnsafeBufferPointer<UInt8>, _ report: Reporter) {
    var position = 0
    while let found = Bytes.find(UInt8(ascii: "\\"), in: text, from: position) {
      position = found + 2
      guard let unit = codeUnit(text, found) else { continue }
      position = found + 6
      if unit & 0xFC00 == 0xD800, let low = codeUnit(text, position), low & 0xFC00 == 0xDC00 {
        position += 6
      } else if unit & 0xF800 == 0xD800 {
        return report.report(atColumnOffset: found) { "half of a surrogate pair stands alone" }
      } else if unit == 0 {
        return report.report(atColumnOffset: found) { "the string holds a NUL" }
      } else if unit >= 0xFFFE || (0xFDD0...0xFDEF).contains(unit) {
        return report.report(atColumnOffset: found) { "the string holds a noncharacter" }
      }
    }
  }

  /// The code unit that the escape at a position stands for.
  private static func codeUnit(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> UInt32? {
    guard position + 6 <= text.count, text[position] == UInt8(ascii: "\\"), text[position + 1] == UInt8(ascii: "u")
    else { return nil }
    var value: UInt32 = 0
    for byte in text[position + 2..<position + 6] {
      let digit = byte &- 0x30 < 10 ? byte &- 0x30 : (byte | 0x20) &- 0x61 &+ 10
      value = value << 4 | UInt32(digit & 15)
    }
    return value
  }

  private static func checkNoncharacters(_ text: UnsafeBufferPointer<UInt8>, _ report: Reporter) {
    var position = 0
    while let found = Bytes.find(0xEF, in: text, from: position) {
      position = found + 1
      guard found + 2 < text.count else { return }
      let (second, third) = (text[found + 1], text[found + 2])
      if (second == 0xBF && third >= 0xBE) || (second == 0xB7 && (0x90...0xAF).contains(third)) {
        return report.report(atColumnOffset: found) { "the string holds a noncharacter" }
      }
    }
  }
}
