import PrepUnicode

/// A word of a text, or a run of one mark.
struct TextUnit: BitwiseCopyable {
  /// Where it stands in the text.
  var start: UInt32
  var end: UInt32
  /// How many characters it has.
  var characters: UInt32
  /// Whether it is a word: letters, digits, marks and `_`; in scripts without blanks each character with its marks.
  var isWord: Bool
  /// Whether it has a letter.
  var hasLetter: Bool
}

/// Takes texts apart into words and marks. For one thread.
struct TextScan {
  /// What a character is for those who look for words.
  private enum Kind: UInt8 { case unknown, space, mark, letter, digit, joining, lone }

  /// Kinds of the characters of the first plane, as far as they were asked for.
  private var known = [UInt8](repeating: 0, count: 1 << 16)
  /// Scripts that are written without blanks between words.
  private static let dense: Set<String> = [
    "Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar", "Bopomofo", "Yi", "Tibetan",
  ]

  init() {
    for byte in 0..<0x80 {
      let kind: Kind =
        switch UInt8(byte) {
        case 0x09...0x0D, 0x20, 0x1C...0x1F: .space
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): .digit
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): .letter
        default: .mark
        }
      known[byte] = kind.rawValue
    }
  }

  private mutating func kind(_ point: UInt32) -> Kind {
    if point < 1 << 16, let kind = Kind(rawValue: known[Int(point)]), kind != .unknown { return kind }
    let found = CharacterKind(point: point)
    let category = Unicode.Scalar(point)?.properties.generalCategory
    let isMark = category == .nonspacingMark || category == .spacingMark || category == .enclosingMark
    let kind: Kind =
      switch found {
      case _ where isMark: .joining
      case .whiteSpace: .space
      case .digit: .digit
      case .mark: .joining
      case .punctuation, .noCharacter: .mark
      default: Self.dense.contains(found.name) ? .lone : .letter
      }
    if point < 1 << 16 { known[Int(point)] = kind.rawValue }
    return kind
  }

  /// Replaces `units` by those of a text in UTF-8.
  mutating func scan(_ text: UnsafeBufferPointer<UInt8>, into units: inout [TextUnit]) {
    units.removeAll(keepingCapacity: true)
    var position = 0
    var open: TextUnit?
    var openMark: UInt32 = 0
    func close(_ open: inout TextUnit?, _ units: inout [TextUnit]) {
      if let unit = open { units.append(unit) }
      open = nil
    }
    while position < text.count {
      let (point, width) = Self.character(text, position)
      let start = UInt32(truncatingIfNeeded: position)
      position += width
      let end = UInt32(truncatingIfNeeded: position)
      let kind = kind(point)
      switch kind {
      case .space, .unknown: close(&open, &units)
      case .letter, .digit:
        if open?.isWord != true || openMark == 1 { close(&open, &units) }
        openMark = 0
        if open == nil { open = TextUnit(start: start, end: end, characters: 0, isWord: true, hasLetter: false) }
        open?.end = end
        open?.characters += 1
        if kind == .letter { open?.hasLetter = true }
      case .joining:
        // Goes with the word before it, whichever that is.
        if open?.isWord != true {
          close(&open, &units)
          open = TextUnit(start: start, end: end, characters: 0, isWord: true, hasLetter: false)
          openMark = 0
        }
        open?.end = end
        open?.characters += 1
      case .lone:
        close(&open, &units)
        open = TextUnit(start: start, end: end, characters: 1, isWord: true, hasLetter: true)
        openMark = 1
      case .mark:
        if let unit = open, !unit.isWord, openMark == point {
          open?.end = end
          open?.characters += 1
        } else {
          close(&open, &units)
          open = TextUnit(start: start, end: end, characters: 1, isWord: false, hasLetter: false)
          openMark = point
        }
      }
    }
    close(&open, &units)
  }

  /// The character at a place of well-formed UTF-8, and its bytes.
  @inline(__always)
  static func character(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> (point: UInt32, width: Int) {
    let lead = UInt32(text[position])
    if lead < 0x80 { return (lead, 1) }
    let width = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard position + width <= text.count else { return (0xFFFD, text.count - position) }
    var point = lead & (width == 2 ? 0x1F : width == 3 ? 0x0F : 0x07)
    for index in 1..<width { point = point << 6 | UInt32(text[position + index] & 0x3F) }
    return (point, width)
  }
}

/// Characters that end sentences: Unicode's property Sentence_Terminal.
enum SentenceEnds {
  private static let points: Set<UInt32> = {
    let ranges: [ClosedRange<UInt32>] = [
      0x21...0x21, 0x2E...0x2E, 0x3F...0x3F, 0x589...0x589, 0x61D...0x61F, 0x6D4...0x6D4, 0x700...0x702, 0x7F9...0x7F9,
      0x837...0x837, 0x839...0x839, 0x83D...0x83E, 0x964...0x965, 0x104A...0x104B, 0x1362...0x1362, 0x1367...0x1368,
      0x166E...0x166E, 0x1735...0x1736, 0x17D4...0x17D6, 0x17D9...0x17DA, 0x1803...0x1803, 0x1809...0x1809,
      0x1944...0x1945, 0x1AA8...0x1AAB, 0x1B5A...0x1B5B, 0x1B5E...0x1B5F, 0x1B7D...0x1B7E, 0x1C3B...0x1C3C,
      0x1C7E...0x1C7F, 0x203C...0x203D, 0x2047...0x2049, 0x2E2E...0x2E2E, 0x2E3C...0x2E3C, 0x2E53...0x2E54,
      0x3002...0x3002, 0xA4FF...0xA4FF, 0xA60E...0xA60F, 0xA6F3...0xA6F3, 0xA6F7...0xA6F7, 0xA876...0xA877,
      0xA8CE...0xA8CF, 0xA92F...0xA92F, 0xA9C8...0xA9C9, 0xAA5D...0xAA5F, 0xAAF0...0xAAF1, 0xABEB...0xABEB,
      0xFE52...0xFE52, 0xFE56...0xFE57, 0xFF01...0xFF01, 0xFF0E...0xFF0E, 0xFF1F...0xFF1F, 0xFF61...0xFF61,
      0x10A56...0x10A57, 0x10F55...0x10F59, 0x10F86...0x10F89, 0x11047...0x11048, 0x110BE...0x110C1,
      0x11141...0x11143, 0x111C5...0x111C6, 0x111CD...0x111CD, 0x111DE...0x111DF, 0x11238...0x11239,
      0x1123B...0x1123C, 0x112A9...0x112A9, 0x1144B...0x1144C, 0x115C2...0x115C3, 0x115C9...0x115D7,
      0x11641...0x11642, 0x1173C...0x1173E, 0x11944...0x11944, 0x11946...0x11946, 0x11A42...0x11A43,
      0x11A9B...0x11A9C, 0x11C41...0x11C42, 0x11EF7...0x11EF8, 0x11F43...0x11F44, 0x16A6E...0x16A6F,
      0x16AF5...0x16AF5, 0x16B37...0x16B38, 0x16B44...0x16B44, 0x16E98...0x16E98, 0x1BC9F...0x1BC9F,
      0x1DA88...0x1DA88,
    ]
    return Set(ranges.flatMap { Array($0) })
  }()

  static func has(_ point: UInt32) -> Bool {
    if point < 0x80 { return point == 0x21 || point == 0x2E || point == 0x3F }
    return points.contains(point)
  }
}
