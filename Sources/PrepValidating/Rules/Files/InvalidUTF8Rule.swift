import PrepDiagnostics
import PrepRecords

/// F04: bytes that are not UTF-8.
enum InvalidUTF8Rule: LineRule {
  static let about = RuleDescription(
    "F04", "invalid-utf8", .error, "the line is not UTF-8",
    reason:
      "Every reader of JSON Lines expects UTF-8; some refuse the file, others put U+FFFD in place of the letters.",
    remedy: "prep convert --encoding NAME, with the name that the finding guesses.", with: ["NAME": "windows-1252"],
    example: RuleExample(
      Array("{\"text\":\"caf".utf8) + [0xE9] + Array("\"}\n".utf8), at: "1:13",
      good: Array("{\"text\":\"café\"}\n".utf8)))

  static func check(_ line: FaultyLine, _ report: Reporter) -> Bool {
    guard line.problem == .invalidUTF8 else { return false }
    report.report(atColumnOffset: line.position) {
      let byte = String(line.byte ?? 0, radix: 16, uppercase: true)
      return "the byte 0x\(byte) begins no character of UTF-8" + guess(line.text)
    }
    return true
  }

  /// A word about the encoding it may be.
  private static func guess(_ text: UnsafeBufferPointer<UInt8>) -> String {
    var isolated = 0
    var grouped = 0
    var index = 0
    while index < text.count {
      guard text[index] >= 0x80 else {
        index += 1
        continue
      }
      var end = index
      while end < text.count, text[end] >= 0x80 { end += 1 }
      if end - index == 1 { isolated += 1 } else { grouped += 1 }
      index = end
    }
    if isolated > grouped { return "; the line reads as Windows-1252 or another single-byte encoding" }
    return "; the line may be in a double-byte encoding, or damaged"
  }
}
