import CUnicodeTables

/// One character at a time: the ground truth of every known pattern, which faster scanners are judged against.
///
/// Each pattern is written out as what its regular expression does with backtracking. A scanner sees one text and holds
/// no state between pieces.
struct ScalarScanner {
  let text: UnsafePointer<UInt8>
  let count: Int

  /// The class bits of the character at a position, and its length in bytes.
  struct Character {
    var bits: UInt8
    var length: Int

    @inline(__always) func isAny(of mask: UInt8) -> Bool { bits & mask != 0 }
  }

  static let upper = UInt8(PREP_CLASS_UPPER)
  static let lower = UInt8(PREP_CLASS_LOWER)
  static let otherLetter = UInt8(PREP_CLASS_OTHER_LETTER)
  static let mark = UInt8(PREP_CLASS_MARK)
  static let number = UInt8(PREP_CLASS_NUMBER)
  static let space = UInt8(PREP_CLASS_SPACE)
  static let punctuation = UInt8(PREP_CLASS_PUNCTUATION)
  static let han = UInt8(PREP_CLASS_HAN)
  static let letter = upper | lower | otherLetter

  /// Decodes one character; a byte that begins none is one without class.
  @inline(__always) func character(at i: Int) -> Character {
    let first = UInt32(text[i])
    if first < 0x80 { return Character(bits: UnicodeClasses.bits(ofPageZero: first), length: 1) }
    guard first >= 0xC2, i + 1 < count else { return Character(bits: 0, length: 1) }
    let second = UInt32(text[i + 1])
    guard second & 0xC0 == 0x80 else { return Character(bits: 0, length: 1) }
    if first < 0xE0 { return Character(bits: UnicodeClasses.bits(of: (first & 0x1F) << 6 | second & 0x3F), length: 2) }
    guard i + 2 < count, text[i + 2] & 0xC0 == 0x80 else { return Character(bits: 0, length: 1) }
    let third = UInt32(text[i + 2]) & 0x3F
    if first < 0xF0 {
      let point = (first & 0x0F) << 12 | (second & 0x3F) << 6 | third
      guard point >= 0x800, point & 0xF800 != 0xD800 else { return Character(bits: 0, length: 1) }
      return Character(bits: UnicodeClasses.bits(of: point), length: 3)
    }
    guard first < 0xF5, i + 3 < count, text[i + 3] & 0xC0 == 0x80 else { return Character(bits: 0, length: 1) }
    let point = (first & 0x07) << 18 | (second & 0x3F) << 12 | third << 6 | UInt32(text[i + 3]) & 0x3F
    guard point >= 0x10000, point < 0x110000 else { return Character(bits: 0, length: 1) }
    return Character(bits: UnicodeClasses.bits(of: point), length: 4)
  }

  @inline(__always) func isNewline(at i: Int) -> Bool { text[i] == 0x0A || text[i] == 0x0D }

  /// The end of the run of characters with any of these bits.
  @inline(__always) func endOfRun(of mask: UInt8, from start: Int) -> Int {
    var i = start
    while i < count {
      let next = character(at: i)
      guard next.isAny(of: mask) else { break }
      i += next.length
    }
    return i
  }

  /// The end of the run of characters with none of these bits.
  @inline(__always) func endOfRun(without mask: UInt8, from start: Int) -> Int {
    var i = start
    while i < count {
      let next = character(at: i)
      guard !next.isAny(of: mask) else { break }
      i += next.length
    }
    return i
  }

  /// The end of the run of these characters, at most so many.
  @inline(__always) func endOfRun(of mask: UInt8, from start: Int, limit: Int) -> Int {
    var i = start
    var taken = 0
    while i < count, taken < limit {
      let next = character(at: i)
      guard next.isAny(of: mask) else { break }
      i += next.length
      taken += 1
    }
    return i
  }

  /// The end of the run of newlines, of slashes too if so said.
  @inline(__always) func endOfNewlines(from start: Int, slashes: Bool = false) -> Int {
    var i = start
    while i < count, isNewline(at: i) || (slashes && text[i] == 0x2F) { i += 1 }
    return i
  }

  /// The length of a contraction at an apostrophe, 0 if there is none: `'s 't 'm 'd 'll 've 're`.
  ///
  /// Without regard to case, U+017F (long s) is an s.
  @inline(__always) func contraction(at i: Int, anyCase: Bool) -> Int {
    guard i + 1 < count else { return 0 }
    let fold: UInt8 = anyCase ? 0x20 : 0
    switch text[i + 1] | fold {
    case 0x73, 0x74, 0x6D, 0x64: return text[i + 1] >= 0x40 ? 2 : 0
    case 0x6C: return i + 2 < count && text[i + 2] | fold == 0x6C ? 3 : 0
    case 0x76, 0x72: return i + 2 < count && text[i + 2] | fold == 0x65 ? 3 : 0
    default:
      return anyCase && i + 2 < count && text[i + 1] == 0xC5 && text[i + 2] == 0xBF ? 3 : 0
    }
  }

  /// The end of a piece of white space: `\s+(?!\S)|\s+`, before it `\s*[\r\n]+` and `\s++$` if so said.
  ///
  /// `stop` are bits of characters that end the text for this purpose, as a split before this one cut there.
  @inline(__always) func endOfSpace(
    from start: Int, newlines: Bool, wholeAtEnd: Bool = false, stop: UInt8 = 0
  ) -> Int {
    var i = start
    var last = start
    var newlineEnd = start
    while i < count {
      let next = character(at: i)
      guard next.isAny(of: Self.space) else { break }
      last = i
      if isNewline(at: i) { newlineEnd = i + 1 }
      i += next.length
    }
    let atEnd = i == count || (stop != 0 && character(at: i).isAny(of: stop))
    if wholeAtEnd && atEnd { return i }
    if newlines && newlineEnd > start { return newlineEnd }
    if atEnd || last == start { return i }
    return last
  }
}

/// Class bits of code points, from the generated tables.
enum UnicodeClasses {
  @inline(__always) static func bits(of point: UInt32) -> UInt8 {
    withTables { pages, bits in bits[Int(pages[Int(point >> 8)]) << 8 | Int(point & 0xFF)] }
  }

  /// The first page serves ASCII.
  @inline(__always) static func bits(ofPageZero point: UInt32) -> UInt8 {
    withTables { _, bits in bits[Int(point)] }
  }

  @inline(__always) private static func withTables<R>(
    _ body: (UnsafePointer<UInt8>, UnsafePointer<UInt8>) -> R
  ) -> R {
    body(prep_class_pages_pointer(), prep_class_bits_pointer())
  }
}
