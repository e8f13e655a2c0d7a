import PrepContents

/// What the rules of C4 (Raffel et al., 2020) say of a text's lines, as datatrove 0.10 has them: a line counts when it ends
/// in a mark that ends sentences, and no ellipsis, and has three words and none of more than 1,000 characters; it does not
/// when it speaks of JavaScript, or of cookies and terms as notices do.
struct CleanLines {
  /// How many sentences there are in the lines that count.
  private(set) var sentences = 0
  /// How many lines have "lorem ipsum", and of the others that speak not of JavaScript how many have a brace.
  private(set) var fillers = 0
  private(set) var braces = 0

  private static let longestWord = 1000
  private static let fewestWords = 3

  /// - Parameter lines: The lines of the text, with every kind of line end.
  init(_ text: UnsafeBufferPointer<UInt8>, _ pieces: [TextPiece], lines: [Range<Int>]) {
    var next = 0
    for line in lines {
      let line = TextLines.trimmed(text, line)
      while next < pieces.count, Int(pieces[next].start) < line.lowerBound { next += 1 }
      let first = next
      while next < pieces.count, Int(pieces[next].start) < line.upperBound { next += 1 }
      let words = Self.words(text, line)
      if line.isEmpty || words.areTooLong { continue }
      if text[line].contains(UInt8(ascii: "[")), let bare = Self.withoutCitations(text[line]) {
        // Rare enough to be looked at on its own.
        bare.withUnsafeBufferPointer { bare in
          var own = TextPieces()
          own.scan(bare)
          add(bare, 0..<bare.count, own.pieces[...], words.count)
        }
      } else {
        add(text, line, pieces[first..<next], words.count)
      }
    }
  }

  private mutating func add(
    _ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>, _ pieces: ArraySlice<TextPiece>, _ words: Int
  ) {
    guard !line.isEmpty else { return }
    switch text[line.upperBound - 1] {
    case 0x2E: if TextLines.has("...", text, at: line.upperBound - 3), line.count >= 3 { return }
    case 0x21, 0x22, 0x27, 0x3F: break
    default: return
    }
    if words < Self.fewestWords { return }
    let found = Self.phrases(text, line)
    if found.contains(.filler) {
      fillers += 1
      return
    }
    if found.contains(.script) { return }
    if found.contains(.brace) {
      braces += 1
      return
    }
    if !found.contains(.notice) { sentences += Self.sentences(text, pieces) }
  }

  /// How many words blanks part, of which three are enough, and whether one is too long.
  private static func words(_ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> (count: Int, areTooLong: Bool) {
    let canBeLong = line.count > longestWord
    var (place, count, length) = (line.lowerBound, 0, 0)
    while place < line.upperBound {
      let (point, width) = TextCharacter.read(text, place)
      place += width
      if TextCharacter.isBlank(point) {
        length = 0
        continue
      }
      if length == 0 {
        count += 1
        if count >= fewestWords, !canBeLong { break }
      }
      length += 1
      if length > longestWord { return (count, true) }
    }
    return (count, false)
  }

  /// A line without `[12]`, `[]`, `[edit]` and `[citation needed]`; nil where there are none.
  private static func withoutCitations(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8]? {
    var kept: [UInt8] = []
    var place = line.startIndex
    while place < line.endIndex {
      if line[place] == UInt8(ascii: "["), let close = line[place...].firstIndex(of: UInt8(ascii: "]")) {
        let inside = line[(place + 1)..<close]
        if inside.allSatisfy({ $0 &- 0x30 < 10 }) || inside.elementsEqual("edit".utf8)
          || inside.elementsEqual("citation needed".utf8)
        {
          place = close + 1
          continue
        }
      }
      kept.append(line[place])
      place += 1
    }
    return kept.count == line.count ? nil : kept
  }

  private struct Phrases: OptionSet {
    let rawValue: UInt8
    static let filler = Phrases(rawValue: 1)
    static let script = Phrases(rawValue: 2)
    static let brace = Phrases(rawValue: 4)
    static let notice = Phrases(rawValue: 8)
  }

  /// What stands in a line, whatever the case of its letters. Each phrase is looked for at its rarest letter.
  private static func phrases(_ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> Phrases {
    var found: Phrases = []
    func has(_ phrase: StaticString, _ place: Int, _ behind: Int) -> Bool {
      let start = place - behind
      guard start >= line.lowerBound, start + phrase.utf8CodeUnitCount <= line.upperBound else { return false }
      for index in 0..<phrase.utf8CodeUnitCount {
        let byte = text[start + index]
        guard (byte &- 0x41 < 26 ? byte | 0x20 : byte) == phrase.utf8Start[index] else { return false }
      }
      return true
    }
    for place in line {
      switch text[place] | 0x20 {
      case 0x7B: if text[place] == 0x7B { found.insert(.brace) }
      case 0x6A: if has("javascript", place, 0) { found.insert(.script) }
      case 0x70: if has("lorem ipsum", place, 7) { found.insert(.filler) }
      case 0x76: if has("privacy policy", place, 3) { found.insert(.notice) }
      case 0x6B:
        if has("cookie policy", place, 3) || has("uses cookies", place, 8) || has("use cookies", place, 7)
          || has("use of cookies", place, 10)
        {
          found.insert(.notice)
        }
      case 0x66: if has("terms of use", place, 7) { found.insert(.notice) }
      default: break
      }
    }
    return found
  }

  /// The sentences of some pieces: one begins behind each mark that ends sentences and the marks that follow it.
  private static func sentences(_ text: UnsafeBufferPointer<UInt8>, _ pieces: ArraySlice<TextPiece>) -> Int {
    var (count, isEnded) = (pieces.isEmpty ? 0 : 1, false)
    for piece in pieces {
      let point = piece.characters == 1 ? TextCharacter.read(text, Int(piece.start)).point : 0
      if piece.characters == 1, SentenceEnds.has(point) {
        isEnded = true
      } else if isEnded, !isPunctuation(text, piece) {
        count += 1
        isEnded = false
      }
    }
    return count
  }

  private static func isPunctuation(_ text: UnsafeBufferPointer<UInt8>, _ piece: TextPiece) -> Bool {
    var place = Int(piece.start)
    while place < Int(piece.end) {
      let (point, width) = TextCharacter.read(text, place)
      guard CharacterClass.isPunctuation(point) else { return false }
      place += width
    }
    return true
  }
}
