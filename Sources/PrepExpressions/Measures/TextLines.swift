import PrepContents

/// A line of a text.
struct TextLine: BitwiseCopyable {
  var start: Int
  var end: Int
  /// How many characters it has.
  var characters: Int
  /// Whether it has nothing but blanks.
  var isBlank: Bool

  var range: Range<Int> { start..<end }
}

/// Takes texts apart into lines and paragraphs.
enum TextLines {
  /// The lines between line feeds: one more than there are of these.
  static func split(_ text: UnsafeBufferPointer<UInt8>, isASCII: Bool) -> [TextLine] {
    var lines: [TextLine] = []
    var start = 0
    func append(_ end: Int) {
      lines.append(
        TextLine(
          start: start, end: end, characters: isASCII ? end - start : characters(text, start..<end),
          isBlank: trimmed(text, start..<end).isEmpty))
    }
    for place in 0..<text.count where text[place] == 0x0A {
      append(place)
      start = place + 1
    }
    append(text.count)
    return lines
  }

  /// Lines as Python's `splitlines` has them: every kind of line end and separator parts two, and what follows the last is a
  /// line when it is not empty.
  static func universal(_ text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var (start, place) = (0, 0)
    while place < text.count {
      let byte = text[place]
      var width = 0
      switch byte {
      case 0x0A...0x0D, 0x1C...0x1E:
        width = byte == 0x0D && place + 1 < text.count && text[place + 1] == 0x0A ? 2 : 1
      case 0xC2 where place + 1 < text.count && text[place + 1] == 0x85: width = 2
      case 0xE2 where place + 2 < text.count && text[place + 1] == 0x80 && text[place + 2] & 0xFE == 0xA8: width = 3
      default: break
      }
      if width == 0 {
        place += 1
      } else {
        lines.append(start..<place)
        place += width
        start = place
      }
    }
    if start < text.count { lines.append(start..<text.count) }
    return lines
  }

  /// Whether a text may have ends of lines other than line feeds.
  static func mayHaveOtherEnds(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var found = false
    for byte in text where byte &- 0x0B < 3 || byte &- 0x1C < 3 || byte == 0xC2 || byte == 0xE2 { found = true }
    return found
  }

  /// What runs of line feeds part, from the lines between single ones; of a text that begins or ends with them the first or
  /// last is empty.
  static func filled(_ lines: [TextLine]) -> [Range<Int>] {
    var filled: [Range<Int>] = []
    filled.reserveCapacity(lines.count)
    for (index, line) in lines.enumerated() where line.start < line.end || index == 0 || index == lines.count - 1 {
      filled.append(line.range)
    }
    return filled
  }

  /// What empty lines part, without blanks at both ends of the text.
  static func paragraphs(_ text: UnsafeBufferPointer<UInt8>, _ lines: [TextLine]) -> [Range<Int>] {
    let whole = trimmed(text, 0..<text.count)
    var paragraphs: [Range<Int>] = []
    var (start, end) = (whole.lowerBound, whole.lowerBound)
    for line in lines where line.end >= whole.lowerBound && line.start <= whole.upperBound {
      if line.start < line.end {
        if start < 0 { start = line.start }
        end = min(line.end, whole.upperBound)
      } else if start >= 0, line.start > whole.lowerBound {
        paragraphs.append(start..<end)
        start = -1
      }
    }
    if start >= 0 { paragraphs.append(start..<max(start, end)) }
    return paragraphs
  }

  /// How many characters a stretch has.
  static func characters(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int {
    var count = 0
    for place in range where text[place] & 0xC0 != 0x80 { count += 1 }
    return count
  }

  /// A stretch without the blanks at its ends.
  static func trimmed(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let (point, width) = TextCharacter.read(text, low)
      guard TextCharacter.isBlank(point) else { break }
      low += width
    }
    while low < high {
      let start = TextCharacter.start(text, endingAt: high, above: low)
      guard TextCharacter.isBlank(TextCharacter.read(text, start).point) else { break }
      high = start
    }
    return low..<high
  }

  /// Whether bytes stand at a place.
  @inline(__always)
  static func has(_ wanted: StaticString, _ text: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
    guard place >= 0, place + wanted.utf8CodeUnitCount <= text.count else { return false }
    for index in 0..<wanted.utf8CodeUnitCount where text[place + index] != wanted.utf8Start[index] { return false }
    return true
  }
}
