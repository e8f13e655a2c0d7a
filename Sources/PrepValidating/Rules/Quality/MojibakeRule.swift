import PrepDiagnostics
import PrepRecords

/// Q01: what is left of a wrong decoding, or of markup.
enum MojibakeRule: RecordRule {
  static let about = RuleDescription(
    "Q01", "mojibake", .warning, "a text holds U+FFFD, letters of a wrong decoding, or entities of HTML",
    reason: "The model learns to write them.",
    remedy: "Decode the source with the right encoding, and take markup out before examples are made.",
    example: RuleExample(
      "{\"text\":\"The cafÃ© is open.\"}", at: "1:17 /text", good: "{\"text\":\"The café is open.\"}"))

  private static let entities: [StaticString] = [
    "&amp;", "&lt;", "&gt;", "&quot;", "&nbsp;", "&#39;", "&#x27;", "&apos;",
  ]

  static let speaksOf: RecordTraits = .entities

  static func check(_ example: ExampleView, _ report: Reporter) {
    if example.hasAmpersands, findEntity(example.text, report) { return }
    if !example.isASCII { findLetters(example.text, report) }
  }

  private static func findEntity(_ text: UnsafeBufferPointer<UInt8>, _ report: Reporter) -> Bool {
    var position = 0
    while let found = Bytes.find(UInt8(ascii: "&"), in: text, from: position) {
      position = found + 1
      for entity in entities where Bytes.has(entity, in: text, at: found) {
        report.report(atColumnOffset: found) { "the text holds the entity \(entity)" }
        return true
      }
    }
    return false
  }

  private static func findLetters(_ text: UnsafeBufferPointer<UInt8>, _ report: Reporter) {
    var position = 0
    while let found = Bytes.find(0xC3, in: text, from: position) {
      position = found + 1
      // Ã or Â before a letter that a second byte of UTF-8 reads as.
      guard found + 3 < text.count, text[found + 1] == 0x83 || text[found + 1] == 0x82, text[found + 2] == 0xC2,
        (0x80...0xBF).contains(text[found + 3])
      else { continue }
      return report.report(atColumnOffset: found) { "the text reads as UTF-8 that was decoded as Latin-1" }
    }
    position = 0
    while let found = Bytes.find(0xC3, in: text, from: position) {
      position = found + 1
      // â€ is what a quotation mark or dash becomes.
      if found + 4 < text.count, text[found + 1] == 0xA2, text[found + 2] == 0xE2, text[found + 3] == 0x82,
        text[found + 4] == 0xAC
      {
        return report.report(atColumnOffset: found) { "the text reads as UTF-8 that was decoded as Windows-1252" }
      }
    }
    position = 0
    while let found = Bytes.find(0xEF, in: text, from: position) {
      position = found + 1
      if found + 2 < text.count, text[found + 1] == 0xBF, text[found + 2] == 0xBD {
        return report.report(atColumnOffset: found) {
          "the text holds U+FFFD, the mark of lost characters"
        }
      }
    }
  }
}
