extension StringProtocol {
  /// The text as it can be shown on one line of a terminal or a log, whoever wrote it: what would move the cursor,
  /// color the screen, begin a line or turn the direction of writing around stands as an escape. All other characters
  /// stand for themselves, so that this changes nothing when it is done again.
  ///
  /// Line feeds, tabs and carriage returns become `\n`, `\t` and `\r`, other controls `\u001b` and the like. The
  /// characters that stand for bytes of file names that are not UTF-8 (U+10FF80 to U+10FFFF) become `\xE9` and the
  /// like.
  package var printable: String {
    if utf8.allSatisfy({ 0x20 <= $0 && $0 < 0x7F }) { return String(self) }
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0x0A: text.append(contentsOf: "\\n".unicodeScalars)
      case 0x09: text.append(contentsOf: "\\t".unicodeScalars)
      case 0x0D: text.append(contentsOf: "\\r".unicodeScalars)
      case 0x10FF80...:
        text.append(contentsOf: "\\x\(Self.hexadecimal(scalar.value & 0xFF, 2).uppercased())".unicodeScalars)
      case _ where Self.isControl(scalar.value):
        text.append(contentsOf: "\\u\(Self.hexadecimal(scalar.value, 4))".unicodeScalars)
      default: text.append(scalar)
      }
    }
    return String(text)
  }

  /// The text as it can be shown at the beginning of a line, where runners of jobs look for commands (`::error::`,
  /// `##[group]`): such a beginning gets `./` before it, which a name of a file keeps its meaning with.
  package var printableAtLineStart: String {
    let text = printable
    let start = text.drop { $0 == " " }
    return start.hasPrefix("::") || start.hasPrefix("##") ? "./" + text : text
  }

  private static func isControl(_ point: UInt32) -> Bool {
    switch point {
    case 0..<0x20, 0x7F..<0xA0: true
    // Ends of lines and paragraphs; marks and overrides of direction.
    case 0x2028, 0x2029, 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private static func hexadecimal(_ number: UInt32, _ width: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}
