extension ScalarScanner {
  /// DeepSeek V3: numbers in threes, then runs of Chinese and kana, then words and the rest in what lies between.
  ///
  /// What the third split does not match (controls, formats, unassigned) lies between its matches as pieces of its own.
  func endOfDeepSeekPiece(from start: Int) -> Int {
    let first = character(at: start)
    if first.isAny(of: Self.number) { return endOfRun(of: Self.number, from: start, limit: 3) }
    if isChineseOrKana(at: start, first) {
      var i = start + first.length
      while i < count, isChineseOrKana(at: i, character(at: i)) { i += character(at: i).length }
      return i
    }
    if let end = deepSeekMatch(at: start) { return end }
    var i = start + first.length
    while i < count, !isSegmentEnd(at: i), deepSeekMatch(at: i) == nil { i += character(at: i).length }
    return i
  }

  /// `[一-龥぀-ゟ゠-ヿ]`
  private func isChineseOrKana(at i: Int, _ character: Character) -> Bool {
    guard character.length == 3 else { return false }
    let point = UInt32(text[i] & 0x0F) << 12 | UInt32(text[i + 1] & 0x3F) << 6 | UInt32(text[i + 2] & 0x3F)
    return (0x4E00...0x9FA5).contains(point) || (0x3040...0x30FF).contains(point)
  }

  /// Where the splits before the third one cut.
  private func isSegmentEnd(at i: Int) -> Bool {
    if i >= count { return true }
    let next = character(at: i)
    return next.isAny(of: Self.number) || isChineseOrKana(at: i, next)
  }

  /// The end of the third split's match that begins here, if one does.
  private func deepSeekMatch(at start: Int) -> Int? {
    let byte = text[start]
    let first = character(at: start)
    if byte < 0x80, first.isAny(of: Self.punctuation) {
      var i = start + 1
      while i < count, (text[i] | 0x20) >= 0x61, (text[i] | 0x20) <= 0x7A { i += 1 }
      if i > start + 1 { return i }
    }
    if !first.isAny(of: Self.letter | Self.punctuation), !isNewline(at: start) {
      let end = endOfWord(from: start + first.length)
      if end > start + first.length { return end }
    }
    let end = endOfWord(from: start)
    if end > start { return end }
    var i = byte == 0x20 ? start + 1 : start
    let begin = i
    while !isSegmentEnd(at: i), character(at: i).isAny(of: Self.punctuation) { i += character(at: i).length }
    if i > begin { return endOfNewlines(from: i) }
    guard first.isAny(of: Self.space) else { return nil }
    return endOfSpaceInSegment(from: start)
  }

  private func endOfWord(from start: Int) -> Int {
    var i = start
    while !isSegmentEnd(at: i), character(at: i).isAny(of: Self.letter | Self.mark) { i += character(at: i).length }
    return i
  }

  /// `\s*[\r\n]+|\s+(?!\S)|\s+` up to the next cut of an earlier split.
  private func endOfSpaceInSegment(from start: Int) -> Int {
    let run = endOfRun(of: Self.space, from: start)
    let segment = isSegmentEnd(at: run) ? ScalarScanner(text: text, count: run) : self
    return segment.endOfSpace(from: start, newlines: true)
  }
}
