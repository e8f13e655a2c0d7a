/// Takes texts apart into pieces, which are what filters of web text call words.
///
/// Between blanks, marks at the beginning and the end are pieces of their own, and so are hyphens, slashes, colons and
/// commas between letters, rows of stops, and symbols; `n't`, `'s` and the like stand apart from the word before them.
/// Addresses, numbers with their stops and commas, and abbreviations stay whole. That is how spaCy's tokenizer for English
/// does it, by which datatrove counts, but for faces made of marks, units behind numbers (`5km`), and forms like `cannot`
/// and `dont`. In scripts without blanks between words a piece is what stands between marks. For one thread.
package struct TextPieces {
  package private(set) var pieces: [TextPiece] = []
  /// The ends of the pieces at the end of what is taken apart, from the outside.
  private var ends: [Int] = []
  private let table = PieceMarks.table

  package init() {}

  @inline(__always)
  private func marks(_ point: UInt32) -> PieceMarks {
    point < 1 << 16 ? PieceMarks(rawValue: table[Int(point)]) : PieceMarks.of(point)
  }

  private enum Kind { static let word: UInt8 = 0, blank: UInt8 = 1, mark: UInt8 = 2, wide: UInt8 = 3 }

  /// SAFETY of `nonisolated(unsafe)`: it is made once and never changed.
  private nonisolated(unsafe) static let kinds: UnsafePointer<UInt8> = {
    let kinds = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
    for byte in 0..<256 {
      let marks = byte < 0x80 ? PieceMarks.of(UInt32(byte)) : []
      kinds[byte] =
        byte >= 0x80
        ? Kind.wide
        : marks.contains(.blank) ? Kind.blank : marks.isDisjoint(with: [.letter, .digit]) ? Kind.mark : Kind.word
    }
    return UnsafePointer(kinds)
  }()

  /// Replaces the pieces by those of a text in UTF-8.
  package mutating func scan(_ text: UnsafeBufferPointer<UInt8>) {
    // What a long text took is given back.
    pieces.removeAll(keepingCapacity: pieces.capacity < 1 << 18 || text.count / 4 > pieces.capacity / 16)
    pieces.reserveCapacity(text.count / 4)
    let kinds = Self.kinds
    let count = text.count
    var place = 0
    while place < count {
      let start = place
      while place < count, kinds[Int(text[place])] == Kind.word { place += 1 }
      if place > start {
        if place == count || kinds[Int(text[place])] == Kind.blank {
          appendWord(text, start, place)
          place += 1
          continue
        }
        // One mark behind a word is what most have that have any.
        if kinds[Int(text[place])] == Kind.mark, place + 1 == count || kinds[Int(text[place + 1])] == Kind.blank,
          closes(text, start, place)
        {
          appendWord(text, start, place)
          append(text, place, place + 1)
          place += 2
          continue
        }
      } else if kinds[Int(text[place])] == Kind.blank {
        place += 1
        continue
      }
      while place < count {
        let kind = kinds[Int(text[place])]
        if kind == Kind.blank { break }
        if kind == Kind.wide {
          let (point, width) = TextCharacter.read(text, place)
          if TextCharacter.isBlank(point) {
            if place == start { place += width }
            break
          }
          place += width
        } else {
          place += 1
        }
      }
      if place > start, !isBlank(text, start) { split(text, start, place) }
    }
  }

  private func isBlank(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Bool {
    TextCharacter.isBlank(TextCharacter.read(text, place).point)
  }

  /// A word of letters and digits of ASCII.
  @inline(__always)
  private mutating func appendWord(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) {
    var hasLetter = text[start] >= 0x41
    if !hasLetter { for place in start..<end where text[place] >= 0x41 { hasLetter = true } }
    pieces.append(TextPiece(start: start, end: end, characters: end - start, isWord: true, hasLetter: hasLetter))
  }

  /// Whether the mark of ASCII at the end of what stands from `start` on is a piece of its own.
  @inline(__always)
  private func closes(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ place: Int) -> Bool {
    if text[place] == UInt8(ascii: ".") { return stopStandsApart(text, start, place) }
    let own = marks(UInt32(text[place]))
    return own.contains(.closes) || (own.contains(.follows) && text[place - 1] &- 0x30 < 10)
  }

  /// Whether a full stop at a place is no part of what stands before it.
  private func stopStandsApart(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ place: Int) -> Bool {
    guard place > start else { return false }
    let length = place + 1 - start
    if length == 2, text[start] &- 0x61 < 26 { return false }
    if length <= 8, PieceForms.abbreviations.contains(PieceForms.packed(text[start...place])) { return false }
    let first = TextCharacter.start(text, endingAt: place, above: start)
    let point = TextCharacter.read(text, first).point
    let own = marks(point)
    if own.contains(.capital) {
      guard first > start else { return false }
      let before = TextCharacter.start(text, endingAt: first, above: start)
      return marks(TextCharacter.read(text, before).point).contains(.capital)
    }
    if !own.isDisjoint(with: [.letter, .digit, .closes, .quote]) { return true }
    return point == 0x25 || point == 0xB2 || point == 0x2D || point == 0x2B
  }

  /// Any piece.
  private mutating func append(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) {
    guard start < end else { return }
    if start + 1 == end {
      // Marks of ASCII say nothing on their own.
      let isWord = Self.kinds[Int(text[start])] == Kind.word
      pieces.append(
        TextPiece(start: start, end: end, characters: 1, isWord: isWord, hasLetter: isWord && text[start] >= 0x41))
      return
    }
    var (place, characters, isWord, hasLetter) = (start, 0, false, false)
    while place < end {
      let (point, width) = TextCharacter.read(text, place)
      let own = marks(point)
      place += width
      characters += 1
      isWord = isWord || !own.contains(.silent)
      hasLetter = hasLetter || own.contains(.letter)
    }
    pieces.append(TextPiece(start: start, end: end, characters: characters, isWord: isWord, hasLetter: hasLetter))
  }

  // MARK: What stands between blanks

  private mutating func split(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) {
    var (low, high) = (start, end)
    ends.removeAll(keepingCapacity: true)
    while low < high, let width = opening(text, low, high) {
      append(text, low, low + width)
      low += width
    }
    while low < high, let next = closing(text, low, high) {
      ends.append(high)
      high = next
    }
    splitInside(text, low, high)
    for end in ends.reversed() {
      append(text, high, end)
      high = end
    }
  }

  /// The bytes of the mark that stands apart at the beginning; nil where none does.
  private func opening(_ text: UnsafeBufferPointer<UInt8>, _ low: Int, _ high: Int) -> Int? {
    if let stops = stops(text, low, high) { return stops }
    let (point, width) = TextCharacter.read(text, low)
    guard marks(point).contains(.opens) else { return nil }
    if point == 0x2B, low + 1 < high, text[low + 1] &- 0x30 < 10 { return nil }
    return width
  }

  /// How many stops there are from a place on, of two and more.
  private func stops(_ text: UnsafeBufferPointer<UInt8>, _ low: Int, _ high: Int) -> Int? {
    guard low + 1 < high, text[low] == 0x2E, text[low + 1] == 0x2E else { return nil }
    var end = low + 2
    while end < high, text[end] == 0x2E { end += 1 }
    return end - low
  }

  /// Where the mark begins that stands apart at the end; nil where none does.
  private func closing(_ text: UnsafeBufferPointer<UInt8>, _ low: Int, _ high: Int) -> Int? {
    if text[high - 1] == 0x2E {
      if high - 2 >= low, text[high - 2] == 0x2E {
        var start = high - 2
        while start > low, text[start - 1] == 0x2E { start -= 1 }
        return start
      }
      return stopStandsApart(text, low, high - 1) ? high - 1 : nil
    }
    let start = TextCharacter.start(text, endingAt: high, above: low)
    let (point, _) = TextCharacter.read(text, start)
    let own = marks(point)
    if own.contains(.closes) { return start }
    if own.contains(.follows), start > low, text[start - 1] &- 0x30 < 10 { return start }
    if point | 0x20 == 0x73, start > low {
      let quote = TextCharacter.start(text, endingAt: start, above: low)
      let mark = TextCharacter.read(text, quote).point
      if mark == 0x27 || mark == 0x2019 { return quote }
    }
    return nil
  }

  /// Takes apart what is left between the marks at both ends.
  private mutating func splitInside(_ text: UnsafeBufferPointer<UInt8>, _ low: Int, _ high: Int) {
    if low >= high { return }
    if let parts = contraction(text, low, high) {
      append(text, low, parts.first)
      append(text, parts.first, parts.second)
      return append(text, parts.second, high)
    }
    let whole = text[low..<high]
    let isAbbreviation =
      whole.count <= 8 && whole[high - 1] == 0x2E && PieceForms.abbreviations.contains(PieceForms.packed(whole))
    if isAbbreviation || AddressForm.isOne(UnsafeBufferPointer(rebasing: whole)) { return append(text, low, high) }
    var (start, place, before) = (low, low, PieceMarks())
    while place < high {
      let (point, width) = TextCharacter.read(text, place)
      let own = marks(point)
      var length = 0
      if !own.isDisjoint(with: [.letter, .digit]) {
        place += width
        before = own
        continue
      }
      if own.contains(.symbol) || point == 0x2026 {
        length = width
      } else {
        length = infix(text, low, place, high, point, width, before)
      }
      if length > 0 {
        append(text, start, place)
        append(text, place, place + length)
        place += length
        start = place
        before = own
      } else {
        place += width
        if !own.contains(.joins) { before = own }
      }
    }
    append(text, start, high)
  }

  /// The bytes of a mark between letters or digits that is a piece of its own; 0 where it is none.
  private func infix(
    _ text: UnsafeBufferPointer<UInt8>, _ low: Int, _ place: Int, _ high: Int, _ point: UInt32, _ width: Int,
    _ before: PieceMarks
  ) -> Int {
    if let stops = stops(text, place, high) { return stops }
    guard place > low, place + width < high else { return 0 }
    let after = marks(TextCharacter.read(text, place + width).point)
    let isBehind = !before.isDisjoint(with: [.letter, .digit])
    switch point {
    case 0x2E:
      let isSmall = before.contains(.letter) && !before.contains(.capital)
      return (isSmall || before.contains(.quote)) && !after.isDisjoint(with: [.capital, .quote]) ? 1 : 0
    case 0x2C: return before.contains(.letter) && after.contains(.letter) ? 1 : 0
    case 0x2F, 0x3A, 0x3C, 0x3D, 0x3E:
      guard isBehind, after.contains(.letter) else { return 0 }
      // "and/or" and "w/o" are words.
      let whole = text[low..<high]
      return point == 0x2F && (whole.elementsEqual("and/or".utf8) || whole.elementsEqual("w/o".utf8)) ? 0 : 1
    case 0x2B, 0x2A, 0x5E: return before.contains(.digit) && isDigitOrHyphen(text[place + 1]) ? 1 : 0
    default:
      guard marks(point).contains(.hyphen) else { return 0 }
      if point == 0x2D, before.contains(.digit), isDigitOrHyphen(text[place + 1]) { return 1 }
      guard isBehind else { return 0 }
      // Up to three hyphens, up to two long dashes.
      var (end, most) = (place + width, point == 0x2D ? 2 : point == 0x2014 ? 1 : 0)
      while end < high, most > 0, TextCharacter.read(text, end).point == point {
        end += width
        most -= 1
      }
      guard end < high, marks(TextCharacter.read(text, end).point).contains(.letter) else { return 0 }
      return end - place
    }
  }

  private func isDigitOrHyphen(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || byte == 0x2D }

  /// Where the parts of a contraction begin behind its first one; nil for other words.
  private func contraction(_ text: UnsafeBufferPointer<UInt8>, _ low: Int, _ high: Int) -> (first: Int, second: Int)? {
    guard high - low <= 12, let quote = apostrophe(text, low, high) else { return nil }
    func small(_ range: Range<Int>) -> UInt64 {
      PieceForms.packed(text[range].enumerated().map { $0.offset == 0 ? $0.element | 0x20 : $0.element })
    }
    let end = quote.upperBound
    if let second = apostrophe(text, end, high) {
      // "couldn't've", "they'd've".
      guard text[second.upperBound..<high].elementsEqual("ve".utf8),
        let parts = contraction(text, low, second.lowerBound)
      else { return nil }
      return (parts.first, second.lowerBound)
    }
    let rest = PieceForms.packed(text[end..<high])
    if rest == PieceForms.packed("t".utf8), quote.lowerBound - 1 > low,
      text[quote.lowerBound - 1] == UInt8(ascii: "n"),
      PieceForms.negated.contains(small(low..<quote.lowerBound - 1))
    {
      return (quote.lowerBound - 1, high)
    }
    guard PieceForms.contracted[rest]?.contains(small(low..<quote.lowerBound)) ?? false else { return nil }
    return (quote.lowerBound, high)
  }

  /// The first apostrophe with anything before it.
  private func apostrophe(_ text: UnsafeBufferPointer<UInt8>, _ low: Int, _ high: Int) -> Range<Int>? {
    var place = low
    while place < high {
      if text[place] == 0x27 { return place..<place + 1 }
      if text[place] == 0xE2, place + 2 < high, text[place + 1] == 0x80, text[place + 2] == 0x99 {
        return place..<place + 3
      }
      place += 1
    }
    return nil
  }
}
