extension ScalarScanner {
  /// GPT-2's `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
  func end(of rules: SpacedWordRules, from start: Int) -> Int {
    if text[start] == 0x27 {
      let length = contraction(at: start, anyCase: false)
      if length > 0 { return start + length }
    }
    var i = start
    if text[start] == 0x20, start + 1 < count { i += 1 }
    let first = character(at: i)
    if first.isAny(of: Self.letter) { return endOfRun(of: Self.letter, from: i) }
    let stop: UInt8
    if rules.numbers == .likeWords {
      if first.isAny(of: Self.number) { return endOfRun(of: Self.number, from: i) }
      stop = 0
    } else {
      if i == start, first.isAny(of: Self.number) {
        return rules.numbers == .individual ? i + first.length : endOfRun(of: Self.number, from: i)
      }
      stop = Self.number
    }
    if !first.isAny(of: Self.space | stop) {
      return endOfRun(without: Self.letter | Self.number | Self.space, from: i)
    }
    return endOfSpace(from: start, newlines: false, stop: stop)
  }

  /// cl100k's shape: contraction, word with one character in front, numbers, punctuation with newlines, white space.
  func end(of rules: PrefixedWordRules, from start: Int) -> Int {
    if text[start] == 0x27 {
      let length = contraction(at: start, anyCase: true)
      if length > 0 { return start + length }
    }
    let wordBits = rules.marksAreLetters ? Self.letter | Self.mark : Self.letter
    let first = character(at: start)
    if first.isAny(of: wordBits) { return endOfRun(of: wordBits, from: start) }
    if first.isAny(of: Self.number) { return endOfRun(of: Self.number, from: start, limit: rules.numberLimit) }
    if !isNewline(at: start) {
      let end = endOfRun(of: wordBits, from: start + first.length)
      if end > start + first.length { return end }
    }
    let i = text[start] == 0x20 ? start + 1 : start
    let end = endOfRun(without: wordBits | Self.number | Self.space, from: i)
    if end > i { return endOfNewlines(from: end) }
    return endOfSpace(from: start, newlines: true, wholeAtEnd: rules.trailingSpaceIsWhole)
  }

  /// o200k's shape: words that begin with upper-case and go on with lower-case letters, one character in front.
  func end(of rules: CasedWordRules, from start: Int) -> Int {
    let first = character(at: start)
    if rules.hanRuns, first.isAny(of: Self.han) { return endOfRun(of: Self.han, from: start) }
    let prefixed = start + first.length
    let mayPrefix = !first.isAny(of: Self.letter | Self.number) && !isNewline(at: start) && prefixed < count
    let end =
      (mayPrefix ? lowerWord(from: prefixed, rules) : nil) ?? lowerWord(from: start, rules)
      ?? (mayPrefix ? upperWord(from: prefixed, rules) : nil) ?? upperWord(from: start, rules)
    if let end {
      guard rules.contractions, end < count, text[end] == 0x27 else { return end }
      return end + contraction(at: end, anyCase: true)
    }
    if first.isAny(of: Self.number) { return endOfRun(of: Self.number, from: start, limit: rules.numberLimit) }
    let i = text[start] == 0x20 ? start + 1 : start
    let punctuationEnd = endOfRun(without: Self.letter | Self.number | Self.space, from: i)
    if punctuationEnd > i { return endOfNewlines(from: punctuationEnd, slashes: rules.slashesEndPunctuation) }
    return endOfSpace(from: start, newlines: true)
  }

  /// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+`; nil where it does not match.
  ///
  /// With no lower-case letter after the first part, that part gives characters back up to one that both take.
  private func lowerWord(from start: Int, _ rules: CasedWordRules) -> Int? {
    let both = Self.otherLetter | Self.mark
    var i = start
    var bothEnd: Int?
    while i < count {
      let next = character(at: i)
      guard next.isAny(of: Self.upper | both), !(rules.hanRuns && next.isAny(of: Self.han)) else { break }
      i += next.length
      if next.isAny(of: both) { bothEnd = i }
    }
    let end = endOfLower(from: i, rules)
    return end > i ? end : bothEnd
  }

  /// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*`; nil where it does not match.
  private func upperWord(from start: Int, _ rules: CasedWordRules) -> Int? {
    var i = start
    while i < count {
      let next = character(at: i)
      guard next.isAny(of: Self.upper | Self.otherLetter | Self.mark), !(rules.hanRuns && next.isAny(of: Self.han))
      else { break }
      i += next.length
    }
    return i > start ? endOfLower(from: i, rules) : nil
  }

  private func endOfLower(from start: Int, _ rules: CasedWordRules) -> Int {
    var i = start
    while i < count {
      let next = character(at: i)
      guard next.isAny(of: Self.lower | Self.otherLetter | Self.mark), !(rules.hanRuns && next.isAny(of: Self.han))
      else { break }
      i += next.length
    }
    return i
  }
}
