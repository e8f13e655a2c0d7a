/// Where a text can be cut in two that are looked at on their own, with the same pieces as the whole.
///
/// Every known split pattern ends a piece before a word that follows a single newline, and between a word and a space
/// before the next one; and what comes before does not depend on what follows. Regular expressions of other origin
/// promise nothing of the kind.
package enum TextCut {
  /// The last place to cut at or behind `start`; nil when there is none.
  package static func last(in text: [UInt8], from start: Int) -> Int? {
    text.withUnsafeBufferPointer { text in
      var position = text.count - 2
      while position >= max(start, 4) {
        if text[position - 1] == 0x0A
          ? isWordStart(text[position]) && isDark(text, position - 2) : isBetweenWords(text, position)
        {
          return position
        }
        position -= 1
      }
      return nil
    }
  }

  /// Whether a space between two ASCII letters is at a position.
  private static func isBetweenWords(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
    text[position] == 0x20 && isLetter(text[position - 1]) && isLetter(text[position + 1])
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  /// Whether a byte begins a letter or digit of ASCII, or a character that is no white space.
  private static func isWordStart(_ byte: UInt8) -> Bool {
    isLetter(byte) || (0x30...0x39).contains(byte) || (0xC3...0xDF).contains(byte) || byte >= 0xE4
  }

  /// Whether a character that is surely no white space ends at a position.
  private static func isDark(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
    let byte = text[position]
    if byte < 0x80 { return (0x21...0x7E).contains(byte) }
    guard byte & 0xC0 == 0x80 else { return false }
    if (0xC3...0xDF).contains(text[position - 1]) { return true }
    guard text[position - 1] & 0xC0 == 0x80, (0xE3...0xEF).contains(text[position - 2]) else { return false }
    return text[position - 2] != 0xE3 || text[position - 1] != 0x80 || byte != 0x80
  }
}
