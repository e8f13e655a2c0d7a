/// Characters of texts in UTF-8.
package enum TextCharacter {
  /// The character at a place of well-formed UTF-8, and its bytes; U+FFFD for one that is cut short.
  @inlinable @inline(__always)
  package static func read(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> (point: UInt32, width: Int) {
    let lead = UInt32(text[position])
    if lead < 0x80 { return (lead, 1) }
    let width = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard position + width <= text.count else { return (0xFFFD, text.count - position) }
    var point = lead & (width == 2 ? 0x1F : width == 3 ? 0x0F : 0x07)
    for index in 1..<width { point = point << 6 | UInt32(text[position + index] & 0x3F) }
    return (point, width)
  }

  /// Where the character begins that ends at a place.
  @inlinable @inline(__always)
  package static func start(_ text: UnsafeBufferPointer<UInt8>, endingAt end: Int, above least: Int) -> Int {
    var start = end - 1
    while start > least, text[start] & 0xC0 == 0x80 { start -= 1 }
    return start
  }

  /// Whether a character is a blank or the end of a line, as Python's `isspace` has it.
  @inlinable @inline(__always)
  package static func isBlank(_ point: UInt32) -> Bool {
    point < 0x80 ? point == 0x20 || point &- 9 < 5 || point &- 0x1C < 4 : isWideBlank(point)
  }

  @usableFromInline
  static func isWideBlank(_ point: UInt32) -> Bool { PieceMarks.of(point).contains(.blank) }
}
