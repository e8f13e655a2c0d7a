import PrepUnicode

/// The character set an input is written in, as far as its first bytes tell.
struct TextEncoding: Sendable, Equatable {
  /// The IANA name.
  var name: String
  /// From 0 to 100.
  var confidence: Int
  var hasByteOrderMark: Bool

  var isUTF8: Bool { name == "UTF-8" || name == "US-ASCII" }

  /// How much of an input is looked at.
  static let headSize = 1 << 16

  private static let marks: [(bytes: [UInt8], name: String)] = [
    ([0xEF, 0xBB, 0xBF], "UTF-8"), ([0xFF, 0xFE, 0, 0], "UTF-32LE"), ([0, 0, 0xFE, 0xFF], "UTF-32BE"),
    ([0xFF, 0xFE], "UTF-16LE"),
    ([0xFE, 0xFF], "UTF-16BE"),
  ]

  /// Whether the text is UTF-16 or UTF-32.
  var isWide: Bool { Self.isWide(name) }

  private static func isWide(_ name: String) -> Bool { name.hasPrefix("UTF-16") || name.hasPrefix("UTF-32") }

  /// Looks for a byte order mark, for the zeros of UTF-16, for the escapes of ISO 2022, for UTF-8, and asks ICU for the
  /// rest.
  init(_ head: [UInt8], isWhole: Bool) {
    if let mark = Self.marks.first(where: { head.starts(with: $0.bytes) }) {
      self.init(name: mark.name, confidence: 100, hasByteOrderMark: true)
    } else if let wide = Self.wideName(head) {
      self.init(name: wide, confidence: 90, hasByteOrderMark: false)
    } else if head.contains(0x1B), head.allSatisfy({ $0 < 0x80 }),
      let guess = CharacterSets.guesses(head).first, guess.name.hasPrefix("ISO-2022")
    {
      self.init(name: guess.name, confidence: guess.confidence, hasByteOrderMark: false)
    } else if Self.isUTF8(head, isWhole: isWhole) {
      self.init(name: head.allSatisfy { $0 < 0x80 } ? "US-ASCII" : "UTF-8", confidence: 100, hasByteOrderMark: false)
    } else if let guess = CharacterSets.guesses(head).first(where: { $0.confidence >= 50 || !Self.isWide($0.name) }) {
      // Nearly any bytes may be two a character: of a few that is no evidence.
      self.init(name: guess.name, confidence: guess.confidence, hasByteOrderMark: false)
    } else {
      self.init(name: "unknown", confidence: 0, hasByteOrderMark: false)
    }
  }

  /// UTF-16 or UTF-32 without a mark, when the zeros stand where the upper bytes of ASCII characters would; ASCII is
  /// two fifths of it at least.
  private static func wideName(_ head: [UInt8]) -> String? {
    guard head.count >= 8 else { return nil }
    var zeros = [0, 0, 0, 0]
    for index in head.indices where head[index] == 0 { zeros[index & 3] += 1 }
    let units = head.count / 4
    func most(_ places: Int..., share: Int) -> Bool { places.allSatisfy { zeros[$0] * 100 >= units * share } }
    func few(_ places: Int...) -> Bool { places.allSatisfy { zeros[$0] * 20 <= units } }
    if most(2, 3, share: 90), few(0) { return "UTF-32LE" }
    if most(0, 1, share: 90), few(3) { return "UTF-32BE" }
    if most(1, 3, share: 40), few(0, 2) { return "UTF-16LE" }
    if most(0, 2, share: 40), few(1, 3) { return "UTF-16BE" }
    return nil
  }

  private init(name: String, confidence: Int, hasByteOrderMark: Bool) {
    self.name = name
    self.confidence = confidence
    self.hasByteOrderMark = hasByteOrderMark
  }

  /// Whether bytes are UTF-8; a character that is cut at the end does not count when more follow.
  private static func isUTF8(_ head: [UInt8], isWhole: Bool) -> Bool {
    var text = head[...]
    if !isWhole, let start = text.suffix(4).lastIndex(where: { $0 & 0xC0 != 0x80 }), text[start] >= 0xC0 {
      text = text[..<start]
    }
    return String(validating: text, as: UTF8.self) != nil
  }
}
