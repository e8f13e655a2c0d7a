import CUnicodeTables

/// Single characters of UTF-8 text in memory.
enum CharacterText {
  /// The character at a position and its width; nil when it is not well-formed.
  @inline(__always)
  static func at(_ text: some RandomAccessBytes, _ position: Int) -> (Unicode.Scalar, Int)? {
    let lead = text[position]
    if lead < 0x80 { return (Unicode.Scalar(lead), 1) }
    let width = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard lead >= 0xC2, lead < 0xF5, position + width <= text.endIndex else { return nil }
    var value = UInt32(lead) & (width == 2 ? 0x1F : width == 3 ? 0x0F : 0x07)
    for offset in 1..<width {
      guard text[position + offset] & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(text[position + offset] & 0x3F)
    }
    guard value >= (width == 2 ? 0x80 : width == 3 ? 0x800 : 0x10000) else { return nil }
    return Unicode.Scalar(value).map { ($0, width) }
  }

  /// The character that ends before a position and its width.
  static func before(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> (Unicode.Scalar, Int)? {
    var start = position - 1
    guard start >= 0 else { return nil }
    while start > 0, position - start < 4, text[start] & 0xC0 == 0x80 { start -= 1 }
    guard let (scalar, width) = at(text, start), start + width == position else { return nil }
    return (scalar, width)
  }

  /// What `\w` matches in Rust's `regex`, as tokenizers 0.23.3 has it.
  static func isWord(_ scalar: Unicode.Scalar) -> Bool { prep_text_is_word(scalar.value) }

  /// What `\p{N}` matches.
  static func isNumber(_ scalar: Unicode.Scalar) -> Bool { classes(scalar) & UInt8(PREP_CLASS_NUMBER) != 0 }

  /// What `\s` matches.
  static func isSpace(_ scalar: Unicode.Scalar) -> Bool { classes(scalar) & UInt8(PREP_CLASS_SPACE) != 0 }

  @inline(__always)
  private static func classes(_ scalar: Unicode.Scalar) -> UInt8 {
    let page = Int(prep_class_pages_pointer()[Int(scalar.value >> 8)])
    return prep_class_bits_pointer()[page << 8 | Int(scalar.value & 0xFF)]
  }

  static func append(_ scalar: Unicode.Scalar, to output: inout [UInt8]) { append(scalar.value, to: &output) }

  static func append(_ value: UInt32, to output: inout [UInt8]) {
    switch value {
    case 0..<0x80: output.append(UInt8(value))
    case 0x80..<0x800:
      output.append(UInt8(0xC0 | value >> 6))
      output.append(UInt8(0x80 | value & 0x3F))
    case 0x800..<0x10000:
      output.append(UInt8(0xE0 | value >> 12))
      output.append(UInt8(0x80 | value >> 6 & 0x3F))
      output.append(UInt8(0x80 | value & 0x3F))
    default:
      output.append(UInt8(0xF0 | value >> 18))
      output.append(UInt8(0x80 | value >> 12 & 0x3F))
      output.append(UInt8(0x80 | value >> 6 & 0x3F))
      output.append(UInt8(0x80 | value & 0x3F))
    }
  }
}

/// Bytes by position: memory, or a part of an array.
protocol RandomAccessBytes {
  subscript(position: Int) -> UInt8 { get }
  var endIndex: Int { get }
}

extension UnsafeBufferPointer<UInt8>: RandomAccessBytes {}
extension ArraySlice<UInt8>: RandomAccessBytes {}
