import CUnicodeTables

extension ScalarScanner {
  /// Falcon: runs of punctuation; GPT-2's words in what lies between; then, in the byte alphabet, runs of numbers apart,
  /// which some letters for bytes beyond ASCII are too; in these three digits at a time.
  ///
  /// A piece may begin inside a character. Of a long word no more is looked at than twice the piece, so that a word of
  /// many pieces takes time in proportion.
  func endOfFalconPiece(from start: Int) -> Int {
    let isNumber = isNumber(at: start)
    var bound = min(count, start + 64)
    while true {
      let word = endOfFalconWord(from: start, bound)
      let isKnown = word < bound || bound == count
      let end = isKnown ? word : bound
      var i = start + 1
      while i < end, self.isNumber(at: i) == isNumber { i += 1 }
      let piece = isNumber ? endOfDigits(from: start, to: i) : i
      // Three digits are a piece whatever follows them.
      let isEnded = piece < i || isNumber && piece == start + 3 && isThreeDigits(at: start)
      if isKnown || i < end || isEnded { return piece }
      bound = min(count, start + 2 * (bound - start))
    }
  }

  /// The end of what the first two splits make, of which a part may lie before.
  ///
  /// - Parameter bound: How far to look; a word that goes on there ends there or behind it.
  private func endOfFalconWord(from start: Int, _ bound: Int) -> Int {
    let begin = beginOfCharacter(at: start)
    let first = character(at: begin)
    if isBertPunctuation(at: begin, first) {
      var i = begin + first.length
      while i < bound {
        let next = character(at: i)
        guard isBertPunctuation(at: i, next) else { break }
        i += next.length
      }
      return i
    }
    if first.isAny(of: Self.letter | Self.number) { return endOfClass(of: first, from: begin, bound) }
    var i = start
    var next = first
    if text[start] == 0x20, start + 1 < count {
      next = character(at: start + 1)
      if next.isAny(of: Self.letter | Self.number) { return endOfClass(of: next, from: start + 1, bound) }
      // Before punctuation the text ends.
      if isBertPunctuation(at: start + 1, next) { return start + 1 }
      i = start + 1
    }
    if !next.isAny(of: Self.space) {
      i = max(i, begin)
      while i < bound {
        let next = character(at: i)
        guard !next.isAny(of: Self.letter | Self.number | Self.space), !isBertPunctuation(at: i, next) else { break }
        i += next.length
      }
      return i
    }
    var last = start
    i = start
    while i < bound {
      let next = character(at: i)
      guard next.isAny(of: Self.space) else { break }
      last = i
      i += next.length
    }
    if i >= bound, bound < count { return i }
    return i == count || last == start || isBertPunctuation(at: i, character(at: i)) ? i : last
  }

  private func endOfClass(of first: Character, from start: Int, _ bound: Int) -> Int {
    let kind = first.isAny(of: Self.letter) ? Self.letter : Self.number
    var i = start + first.length
    while i < bound {
      let next = character(at: i)
      guard next.isAny(of: kind) else { break }
      i += next.length
    }
    return i
  }

  /// Where the character begins that a byte is part of.
  @inline(__always) private func beginOfCharacter(at position: Int) -> Int {
    if text[position] & 0xC0 != 0x80 { return position }
    for back in 1...3 where back <= position && character(at: position - back).length > back { return position - back }
    return position
  }

  /// Whether the letter of a byte in the byte alphabet is a number: `0` to `9`, `²`, `³`, `¹`, `¼`, `½`, `¾`. A byte that
  /// is no part of a character has none.
  @inline(__always) private func isNumber(at i: Int) -> Bool {
    let byte = text[i]
    if byte < 0x80 { return byte >= 0x30 && byte <= 0x39 }
    guard byte == 0xB2 || byte == 0xB3 || byte == 0xB9 || byte >= 0xBC && byte <= 0xBE else { return false }
    return beginOfCharacter(at: i) != i
  }

  /// The first three digits that follow one another in a run of numbers, or what lies before them.
  private func endOfDigits(from start: Int, to end: Int) -> Int {
    var i = start
    while i + 3 <= end {
      if isThreeDigits(at: i) { return i == start ? i + 3 : i }
      i += 1
    }
    return end
  }

  @inline(__always) private func isThreeDigits(at i: Int) -> Bool {
    i + 3 <= count && isDigit(at: i) && isDigit(at: i + 1) && isDigit(at: i + 2)
  }

  @inline(__always) private func isDigit(at i: Int) -> Bool { text[i] >= 0x30 && text[i] <= 0x39 }

  /// Whether BERT takes a character for punctuation; none of these is a letter, a number or white space.
  @inline(__always) private func isBertPunctuation(at i: Int, _ character: Character) -> Bool {
    if character.length == 1 {
      let byte = text[i]
      return byte > 0x20 && byte < 0x7F && !character.isAny(of: Self.letter | Self.number)
    }
    if character.isAny(of: Self.letter | Self.number | Self.space) { return false }
    return isBertPunctuationBeyondASCII(at: i, character.length)
  }

  private func isBertPunctuationBeyondASCII(at i: Int, _ length: Int) -> Bool {
    var point = UInt32(text[i]) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
    for offset in 1..<length { point = point << 6 | UInt32(text[i + offset] & 0x3F) }
    return Int32(prep_text_classes(point)) & Int32(PREP_TEXT_PUNCTUATION) != 0
  }
}
