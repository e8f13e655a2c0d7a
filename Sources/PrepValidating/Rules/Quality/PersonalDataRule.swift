import PrepContents
import PrepDiagnostics
import PrepRecords

/// Q07: addresses, numbers and keys that belong to somebody.
enum PersonalDataRule: RecordRule {
  static let about = RuleDescription(
    "Q07", "personal-data", .warning,
    "a text holds a mail address, an IP address, a card or account number, a key or a secret",
    reason: "A model repeats what it has learned, to anybody who asks.",
    remedy:
      "prep fix --apply redact replaces it with a placeholder; for single kinds: prep filter --redact mail.",
    isDefault: false,
    example: RuleExample(
      #"{"text":"Write to ann@weather.test at once."}"#, at: "1:19 /text",
      good: #"{"text":"Write to the station at once."}"#))

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    let text = example.text
    var position = 0
    while let found = Bytes.find(UInt8(ascii: "@"), in: text, from: position) {
      position = found + 1
      if let address = PersonalData.mailAddress(text, around: found) {
        return report.report(atColumnOffset: address.lowerBound) { "the text holds a mail address" }
      }
    }
    for (prefix, name) in PersonalData.keys {
      let wanted = UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount)
      position = 0
      while let found = Bytes.find(wanted, in: text, from: position) {
        position = found + 1
        if PersonalData.key(text, at: found, after: wanted.count) != nil {
          return report.report(atColumnOffset: found) { "the text holds \(name)" }
        }
      }
    }
    var index = 0
    while index < text.count {
      guard text[index] &- 0x30 < 10, index == 0 || !PersonalData.isWord(text[index - 1]) else {
        index += 1
        continue
      }
      let (kind, end) = PersonalData.number(text, at: index)
      if let kind {
        return report.report(atColumnOffset: index) {
          "the text holds \(kind == .ip ? "a public IP address" : "a card number")"
        }
      }
      index = max(index + 1, end)
    }
    position = 0
    while let found = PersonalData.account(text, from: position) {
      if PersonalData.accountEnd(text, at: found) != nil {
        return report.report(atColumnOffset: found) { "the text holds an IBAN" }
      }
      position = found + 1
    }
  }
}
