import PrepRecords

extension Bytes {
  /// Whether a word stands at a position.
  static func has(_ word: StaticString, in text: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
    guard position + word.utf8CodeUnitCount <= text.count, let base = text.baseAddress else { return false }
    return equal(base + position, word.utf8Start, word.utf8CodeUnitCount)
  }

  /// Calls a closure with each character beyond ASCII of text that is UTF-8.
  @inline(__always)
  static func forEachScalar(_ text: UnsafeBufferPointer<UInt8>, _ body: (UInt32) -> Void) {
    var index = 0
    while index < text.count {
      let first = text[index]
      let length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      guard length > 1, index + length <= text.count else {
        index += 1
        continue
      }
      var scalar = UInt32(first) & (0x7F >> UInt32(length))
      for offset in 1..<length { scalar = scalar << 6 | UInt32(text[index + offset]) & 0x3F }
      if scalar <= 0x10FFFF { body(scalar) }
      index += length
    }
  }

  /// The position of a word, or nil.
  static func find(_ word: StaticString, in text: UnsafeBufferPointer<UInt8>) -> Int? {
    find(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount), in: text)
  }

  /// Calls a closure with JSON string content whose escapes are resolved; nothing is copied when there are none.
  static func withUnescaped<R>(_ text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    guard let base = text.baseAddress, find(UInt8(ascii: "\\"), in: text) != nil else { return body(text) }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count) { room in
      guard let target = room.baseAddress, let count = JSONUnescaping.write(base, count: text.count, to: target) else {
        return body(text)
      }
      return body(UnsafeBufferPointer(start: target, count: count))
    }
  }

  /// Text for a message, with line ends and the like written as escapes.
  static func quoted(_ text: some Sequence<UInt8>) -> String {
    var result = "\""
    for scalar in String(decoding: Array(text), as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\"": result += "\\\""
      default: result.unicodeScalars.append(scalar.value < 0x20 ? "\u{FFFD}" : scalar)
      }
    }
    return result + "\""
  }
}
