import PrepSystem

/// Writes blanks over what stands in texts beside their words: tags as HTML has them, references to characters that are
/// no letters, and the `_` around words that are emphasized or left to be filled in. Nothing else changes its place.
enum TextMarkup {
  /// A tag is not longer than this, in bytes.
  private static let longestTag = 200

  static func blank(_ text: UnsafeMutableBufferPointer<UInt8>, from start: Int) {
    forEach(UInt8(ascii: "<"), in: text, from: start) { blankTag(text, at: $0) }
    forEach(UInt8(ascii: "&"), in: text, from: start) { blankReference(text, at: $0) }
    forEach(UInt8(ascii: "_"), in: text, from: start) { blankLine(text, at: $0, from: start) }
  }

  /// Calls a closure with each place of a byte; it says where to go on.
  private static func forEach(
    _ byte: UInt8, in text: UnsafeMutableBufferPointer<UInt8>, from start: Int, _ body: (Int) -> Int
  ) {
    var index = start
    while index < text.count {
      guard let base = text.baseAddress, let found = Memory.offset(of: byte, from: base + index, text.count - index)
      else {
        return
      }
      index = body(index + found)
    }
  }

  private static func blank(_ text: UnsafeMutableBufferPointer<UInt8>, _ range: Range<Int>) {
    for place in range { text[place] = 0x20 }
  }

  private static func blankTag(_ text: UnsafeMutableBufferPointer<UInt8>, at index: Int) -> Int {
    var end = index + 1
    if end < text.count, text[end] == UInt8(ascii: "/") { end += 1 }
    guard end < text.count, text[end] | 0x20 &- 0x61 < 26 || text[end] == UInt8(ascii: "!") else { return index + 1 }
    while end < text.count, end - index < longestTag, text[end] != UInt8(ascii: ">"), text[end] != UInt8(ascii: "<") {
      end += 1
    }
    guard end < text.count, text[end] == UInt8(ascii: ">") else { return index + 1 }
    blank(text, index..<end + 1)
    return end + 1
  }

  /// The names of characters that are no letters, as HTML has them.
  private static let names: Set<String> = [
    "amp", "quot", "apos", "lt", "gt", "nbsp", "ndash", "mdash", "lsquo", "rsquo", "ldquo", "rdquo", "hellip", "laquo",
    "raquo", "bull", "middot", "shy", "ensp", "emsp", "thinsp",
  ]

  /// `&quot;`, `&#39;`, `&#x27;`: not a letter, nor a digit.
  private static func blankReference(_ text: UnsafeMutableBufferPointer<UInt8>, at index: Int) -> Int {
    var end = index + 1
    while end < text.count, end - index < 10, text[end] != UInt8(ascii: ";"), text[end] > 0x22, text[end] < 0x80 {
      end += 1
    }
    guard end < text.count, text[end] == UInt8(ascii: ";"), end > index + 1 else { return index + 1 }
    let name = String(decoding: text[index + 1..<end], as: UTF8.self)
    if name.hasPrefix("#") {
      let digits = name.dropFirst()
      let isHexadecimal = digits.hasPrefix("x") || digits.hasPrefix("X")
      guard let value = UInt32(isHexadecimal ? digits.dropFirst() : digits, radix: isHexadecimal ? 16 : 10),
        PieceMarks.of(value).isDisjoint(with: [.letter, .digit, .joins])
      else { return index + 1 }
    } else if !names.contains(name) {
      return index + 1
    }
    blank(text, index..<end + 1)
    return end + 1
  }

  /// A run of `_` that does not join two parts of a name.
  private static func blankLine(_ text: UnsafeMutableBufferPointer<UInt8>, at index: Int, from start: Int) -> Int {
    var end = index + 1
    while end < text.count, text[end] == UInt8(ascii: "_") { end += 1 }
    let joins = index > start && isPart(text[index - 1]) && end < text.count && isPart(text[end])
    if !joins { blank(text, index..<end) }
    return end
  }

  private static func isPart(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte >= 0x80
  }
}
