import CKernels

/// What characters are to those who take texts apart into pieces.
///
/// Which marks stand apart at the beginning and the end of what stands between blanks are facts of spaCy's tokenizer for
/// English; which say nothing when they stand alone, of datatrove 0.10.
package struct PieceMarks: OptionSet, Sendable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Stands apart at the beginning.
  package static let opens = PieceMarks(rawValue: 1)
  /// Stands apart at the end.
  package static let closes = PieceMarks(rawValue: 2)
  /// Stands apart at the end, behind a digit.
  package static let follows = PieceMarks(rawValue: 4)
  /// Says nothing when it stands alone.
  package static let silent = PieceMarks(rawValue: 8)
  package static let blank = PieceMarks(rawValue: 16)
  package static let quote = PieceMarks(rawValue: 64)
  package static let letter = PieceMarks(rawValue: 128)
  /// A picture or symbol, which stands apart everywhere.
  package static let symbol = PieceMarks(rawValue: 256)
  /// A mark on the letter before it.
  package static let joins = PieceMarks(rawValue: 512)
  package static let digit = PieceMarks(rawValue: 1024)
  package static let capital = PieceMarks(rawValue: 2048)
  /// Between two letters or digits, it makes pieces of its own.
  package static let hyphen = PieceMarks(rawValue: 4096)

  /// What a character is.
  @inline(__always)
  package static func of(_ point: UInt32) -> PieceMarks {
    point < 1 << 16 ? PieceMarks(rawValue: table[Int(point)]) : beyond(point)
  }

  /// SAFETY of `nonisolated(unsafe)`: it is made once and never changed.
  nonisolated(unsafe) static let table: UnsafePointer<UInt16> = {
    let table = UnsafeMutablePointer<UInt16>.allocate(capacity: 1 << 16)
    for point in 0..<UInt32(1 << 16) { table[Int(point)] = beyond(point).rawValue }
    for (marks, characters) in lists {
      for scalar in characters.unicodeScalars where scalar.value < 1 << 16 {
        table[Int(scalar.value)] |= marks.rawValue
      }
    }
    for point in 0..<0x20 where table[point] & blank.rawValue == 0 { table[point] |= silent.rawValue }
    for point in 0x80..<0xA0 { table[point] |= silent.rawValue }
    for point in 0x20A0..<0x20C0 { table[point] |= opens.union(follows).rawValue }
    for point in SentenceEnds.points where point < 1 << 16 { table[Int(point)] |= silent.rawValue }
    return UnsafePointer(table)
  }()

  private static let lists: [(PieceMarks, String)] = [
    (.opens, #"§%=—–+,:;!?¿؟¡()[]{}<>_#*&。？！，、；：～·।،۔؛٪…"#),
    (.opens, #"'"”“`‘´’‚„»«「」『』（）〔〕【】《》〈〉⟦⟧$£€¥฿﷼"#),
    (.closes, #",:;!?¿؟¡()[]{}<>_#*&。？！，、；：～·।،۔؛٪…—–"#),
    (.closes, #"'"”“`‘´’‚„»«「」『』（）〔〕【】《》〈〉⟦⟧"#),
    (.follows, "$£€¥฿﷼%+"),
    (.quote, #"'"”“`‘´’‚„,»«「」『』（）〔〕【】《》〈〉⟦⟧"#),
    (.hyphen, "-–—~"),
    (.silent, ##"!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~–—’“”„…∶━►、〈〉《》「」【】«´»％（），１：；～"##),
  ]

  /// What the classes of words say of a character.
  private static func beyond(_ point: UInt32) -> PieceMarks {
    if point < 0x80 {
      switch UInt8(point) {
      case 0x09...0x0D, 0x1C...0x20: return .blank
      case UInt8(ascii: "0")...UInt8(ascii: "9"): return .digit
      case UInt8(ascii: "a")...UInt8(ascii: "z"): return .letter
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): return [.letter, .capital]
      default: return []
      }
    }
    guard point <= 0x10FFFF else { return [] }
    if point == 0x85 { return .blank }
    let tables = WordTables.shared.pointee
    let entry = tables.classes[Int(tables.class_pages[Int(point >> 7)]) << 7 | Int(point & 127)]
    switch Int(entry & 15) {
    case prep_point_word: return entry & 32 != 0 ? .digit : entry & 16 != 0 ? [.letter, .capital] : .letter
    case prep_point_single: return .letter
    case prep_point_mark: return .joins
    case prep_point_blank, prep_point_line: return .blank
    default: break
    }
    return Unicode.Scalar(point)?.properties.generalCategory == .otherSymbol ? [.symbol, .opens, .closes] : []
  }
}

/// Characters that end sentences: Unicode's property Sentence_Terminal, which are those that datatrove takes for ends of
/// lines too.
package enum SentenceEnds {
  static let points: Set<UInt32> = {
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

  /// Whether a character is one.
  package static func has(_ point: UInt32) -> Bool {
    if point < 0x80 { return point == 0x21 || point == 0x2E || point == 0x3F }
    return points.contains(point)
  }
}
