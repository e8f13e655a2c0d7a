/// Appends JSON text for strings and integers.
package enum JSONEscaping {
  private static let hexadecimal: StaticString = "0123456789abcdef"

  /// Appends a string in quotes; only what must be escaped is, with the short form where there is one.
  package static func appendString(_ text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    // Never to the exact size: many short strings would each move all that is there.
    let needed = bytes.count + text.count + 2
    if needed > bytes.capacity { bytes.reserveCapacity(max(needed, bytes.capacity * 2)) }
    bytes.append(UInt8(ascii: "\""))
    var start = 0
    var index = firstEscaped(text, from: 0)
    while index < text.count {
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[start..<index]))
      appendEscape(text[index], to: &bytes)
      start = index + 1
      index = firstEscaped(text, from: start)
    }
    bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[start...]))
    bytes.append(UInt8(ascii: "\""))
  }

  /// The first byte from a place on that has to be escaped; the end when there is none.
  @inline(__always)
  private static func firstEscaped(_ text: UnsafeRawBufferPointer, from start: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var index = start
    // Eight bytes at a time: a byte that is below a bound borrows from its top bit. What borrows above the first one
    // does not matter.
    while index &+ 8 <= text.count {
      // SAFETY: eight bytes from the index on are there.
      let word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      let quotes = word ^ (ones &* 0x22)
      let backslashes = word ^ (ones &* 0x5C)
      let found =
        ((word &- ones &* 0x20) & ~word) | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
      let marks = found & (ones &* 0x80)
      if marks != 0 { return index &+ marks.trailingZeroBitCount / 8 }
      index &+= 8
    }
    while index < text.count {
      let byte = text[index]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return index }
      index &+= 1
    }
    return index
  }

  private static func appendEscape(_ byte: UInt8, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case 8: bytes.append(UInt8(ascii: "b"))
    case 9: bytes.append(UInt8(ascii: "t"))
    case 10: bytes.append(UInt8(ascii: "n"))
    case 12: bytes.append(UInt8(ascii: "f"))
    case 13: bytes.append(UInt8(ascii: "r"))
    case 0..<0x20:
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(hexadecimal.utf8Start[Int(byte >> 4)])
      bytes.append(hexadecimal.utf8Start[Int(byte & 15)])
    default: bytes.append(byte)
    }
  }

  /// Appends a string in quotes in which everything but the characters of ASCII that can be printed is escaped, as two
  /// halves where UTF-16 has two; the bytes are well-formed UTF-8.
  package static func appendASCIIString(_ text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for unit in String(decoding: text, as: UTF8.self).utf16 {
      switch unit {
      case 0x22, 0x5C, 8, 9, 10, 12, 13: appendEscape(UInt8(unit), to: &bytes)
      case 0x20..<0x7F: bytes.append(UInt8(unit))
      default:
        bytes.append(contentsOf: "\\u".utf8)
        for shift in [12, 8, 4, 0] { bytes.append(hexadecimal.utf8Start[Int(unit >> UInt16(shift)) & 15]) }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
