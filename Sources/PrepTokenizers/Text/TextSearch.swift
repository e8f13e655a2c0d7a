/// Cuts text into what is looked for and what lies between.
enum TextSearch {
  /// The places of a text; between all characters when it is empty.
  static func parts(of text: ArraySlice<UInt8>, _ wanted: [UInt8], isInverted: Bool) -> [TextPart] {
    var matches: [Range<Int>] = []
    if wanted.isEmpty {
      var position = text.startIndex
      while position < text.endIndex {
        matches.append(position..<position)
        position += CharacterText.at(text, position)?.1 ?? 1
      }
      matches.append(text.endIndex..<text.endIndex)
    } else {
      var position = text.startIndex
      while let next = first(wanted, in: text, from: position) {
        matches.append(next..<next + wanted.count)
        position = next + wanted.count
      }
    }
    return parts(of: text, matches: matches, isInverted: isInverted)
  }

  /// The matches and what lies between them.
  static func parts(of text: ArraySlice<UInt8>, matches: [Range<Int>], isInverted: Bool) -> [TextPart] {
    var parts: [TextPart] = []
    var position = text.startIndex
    for match in matches {
      if match.lowerBound > position { parts.append(TextPart(range: position..<match.lowerBound, isMatch: isInverted)) }
      parts.append(TextPart(range: match, isMatch: !isInverted))
      position = match.upperBound
    }
    if position < text.endIndex { parts.append(TextPart(range: position..<text.endIndex, isMatch: isInverted)) }
    return parts
  }

  /// Each character of a kind, and what lies between them.
  static func parts(of text: ArraySlice<UInt8>, where isMatch: (Unicode.Scalar) -> Bool) -> [TextPart] {
    var parts: [TextPart] = []
    var start = text.startIndex
    var position = start
    while position < text.endIndex {
      let (scalar, width) = CharacterText.at(text, position) ?? (nil, 1)
      if let scalar, isMatch(scalar) {
        if position > start { parts.append(TextPart(range: start..<position, isMatch: false)) }
        start = position + width
        parts.append(TextPart(range: position..<start, isMatch: true))
      }
      position += width
    }
    if position > start { parts.append(TextPart(range: start..<position, isMatch: false)) }
    return parts
  }

  /// Runs of characters of one kind, with their kind; a byte that is no character is U+FFFD.
  static func forEachRun(
    of text: ArraySlice<UInt8>, _ kindOf: (Unicode.Scalar) -> Int, _ body: (Range<Int>, Int) -> Void
  ) {
    var start = text.startIndex
    var current = -1
    var position = start
    while position < text.endIndex {
      let (scalar, width) = CharacterText.at(text, position) ?? ("\u{FFFD}", 1)
      let kind = kindOf(scalar)
      if kind != current {
        if position > start { body(start..<position, current) }
        start = position
        current = kind
      }
      position += width
    }
    if position > start { body(start..<position, current) }
  }

  private static func first(_ wanted: [UInt8], in text: ArraySlice<UInt8>, from start: Int) -> Int? {
    guard text.endIndex - start >= wanted.count else { return nil }
    for position in start...text.endIndex - wanted.count where text[position] == wanted[0] {
      if text[position..<position + wanted.count].elementsEqual(wanted) { return position }
    }
    return nil
  }
}
