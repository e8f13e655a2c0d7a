/// White space as Python's `strip` knows it.
enum TextSpaces {
  /// Where the white space at the start ends.
  static func trimmedStart<Text: RandomAccessCollection<UInt8>>(_ text: Text) -> Int where Text.Index == Int {
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      if byte < 0x80 {
        guard isSpace(UInt32(byte)) else { return index }
        index += 1
      } else {
        let (scalar, width) = TextCharacters.scalar(in: text, at: index)
        guard isSpace(scalar) else { return index }
        index += width
      }
    }
    return index
  }

  /// Where the white space at the end begins.
  static func trimmedEnd<Text: RandomAccessCollection<UInt8>>(_ text: Text) -> Int where Text.Index == Int {
    var end = text.endIndex
    while end > text.startIndex {
      let byte = text[end - 1]
      if byte < 0x80 {
        guard isSpace(UInt32(byte)) else { return end }
        end -= 1
      } else {
        var start = end - 1
        while start > text.startIndex, end - start < 4, text[start] & 0xC0 == 0x80 { start -= 1 }
        let (scalar, width) = TextCharacters.scalar(in: text, at: start)
        guard start + width == end, isSpace(scalar) else { return end }
        end = start
      }
    }
    return end
  }

  static func isSpace(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 9...13, 28...32, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }
}

/// Characters, that is scalars, of UTF-8 text.
enum TextCharacters {
  /// The scalar at a position and its width in bytes; a byte that begins none stands for itself.
  static func scalar<Text: RandomAccessCollection<UInt8>>(in text: Text, at index: Int) -> (UInt32, Int)
  where Text.Index == Int {
    let lead = text[index]
    if lead < 0x80 { return (UInt32(lead), 1) }
    let width = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard lead >= 0xC2, lead < 0xF5, index + width <= text.endIndex else { return (UInt32(lead), 1) }
    var value = UInt32(lead) & (width == 2 ? 0x1F : width == 3 ? 0x0F : 0x07)
    for offset in 1..<width {
      guard text[index + offset] & 0xC0 == 0x80 else { return (UInt32(lead), 1) }
      value = value << 6 | UInt32(text[index + offset] & 0x3F)
    }
    return (value, width)
  }

  /// The number of characters.
  static func count(_ bytes: [UInt8]) -> Int { bytes.count { $0 & 0xC0 != 0x80 } }

  /// The offset of each character, and the end.
  static func offsets(_ bytes: [UInt8]) -> [Int] {
    var offsets: [Int] = []
    offsets.reserveCapacity(bytes.count + 1)
    for (index, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 { offsets.append(index) }
    offsets.append(bytes.count)
    return offsets
  }

  /// Whether Python's `repr` writes a character as it is.
  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == " " { return true }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }

  static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    if let units = UTF8.encode(scalar) { bytes.append(contentsOf: units) }
  }
}
