/// The lexical rules of RFC 8259 for numbers, words, whitespace and escapes.
enum JSONBytes {
  @inline(__always)
  static func isWhitespace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  /// The position after a number that starts at a minus sign or digit, or nil; what may follow it is the grammar's
  /// business.
  static func endOfNumber(_ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int? {
    var position = start
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    guard position < end, isDigit(bytes[position]) else { return nil }
    if bytes[position] == UInt8(ascii: "0") {
      position += 1
    } else {
      while position < end, isDigit(bytes[position]) { position += 1 }
    }
    if position < end, bytes[position] == UInt8(ascii: ".") {
      position += 1
      guard position < end, isDigit(bytes[position]) else { return nil }
      while position < end, isDigit(bytes[position]) { position += 1 }
    }
    if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < end, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") { position += 1 }
      guard position < end, isDigit(bytes[position]) else { return nil }
      while position < end, isDigit(bytes[position]) { position += 1 }
    }
    guard position == end || !continuesWord(bytes[position]) else { return nil }
    return position
  }

  /// The position after `true`, `false` or `null`, or nil.
  static func endOfLiteral(_ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int? {
    var word = start
    while word < end, continuesWord(bytes[word]) { word += 1 }
    guard
      matches(bytes, start..<word, "true") || matches(bytes, start..<word, "false")
        || matches(bytes, start..<word, "null")
    else { return nil }
    return word
  }

  /// The value of four hexadecimal digits, or nil.
  static func codeUnit(_ bytes: UnsafePointer<UInt8>, at position: Int) -> UInt32? {
    var value: UInt32 = 0
    for index in position..<position + 4 {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
      default: return nil
      }
    }
    return value
  }

  /// Whether a byte right after a number or word makes it another, wrong one (`1x`, `nulll`, `1.2.3`).
  @inline(__always)
  private static func continuesWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
  }

  /// Whether a byte may stand right behind a number or word.
  @inline(__always)
  static func endsWord(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte | 0x20 == UInt8(ascii: "}") || isWhitespace(byte)
  }

  private static func matches(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>, _ word: StaticString) -> Bool {
    guard range.count == word.utf8CodeUnitCount else { return false }
    for index in 0..<range.count where bytes[range.lowerBound + index] != word.utf8Start[index] { return false }
    return true
  }
}

/// The rules of well-formed UTF-8 (Unicode 15, table 3-7).
enum UTF8Bytes {
  /// The length of the well-formed character at a position, or 0 when there is none.
  static func lengthOfCharacter(_ bytes: UnsafePointer<UInt8>, at position: Int, end: Int) -> Int {
    let first = bytes[position]
    let left = end - position
    switch first {
    case 0..<0x80: return 1
    case 0xC2..<0xE0: return left >= 2 && isContinuation(bytes[position + 1]) ? 2 : 0
    case 0xE0..<0xF0:
      guard left >= 3, isContinuation(bytes[position + 1]), isContinuation(bytes[position + 2]) else { return 0 }
      let second = bytes[position + 1]
      return (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ? 0 : 3
    case 0xF0..<0xF5:
      guard left >= 4, isContinuation(bytes[position + 1]), isContinuation(bytes[position + 2]),
        isContinuation(bytes[position + 3])
      else { return 0 }
      let second = bytes[position + 1]
      return (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F) ? 0 : 4
    default: return 0
    }
  }

  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
