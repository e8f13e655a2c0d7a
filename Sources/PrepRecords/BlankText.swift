/// What a text is that says nothing: no character, or white space, control characters and characters without width alone.
///
/// It is the one answer to the question for whoever checks, repairs or reads records. White space is Unicode's property
/// White_Space.
package enum BlankText {
  /// Whether the content of a JSON string says nothing, whether its characters are written out or escaped.
  ///
  /// - Parameter text: What stands between the quotes; not blank where it is no well-formed UTF-8 or escape.
  package static func isBlank(json text: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte < 0x80, byte > 0x20, byte != 0x7F, byte != UInt8(ascii: "\\") { return false }
      guard let (scalar, length) = byte == UInt8(ascii: "\\") ? escaped(text, index) : written(text, index),
        says(nothing: scalar)
      else { return false }
      index += length
    }
    return true
  }

  /// Whether a character says nothing.
  static func says(nothing scalar: UInt32) -> Bool {
    switch scalar {
    case 0...0x20, 0x7F...0xA0, 0x1680, 0x2000...0x200F, 0x2028...0x202F, 0x205F...0x206F, 0x3000, 0xFEFF: true
    default: false
    }
  }

  /// The character of an escape; nil where it is half of one, or none.
  private static func escaped(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> (UInt32, Int)? {
    guard index + 1 < text.count else { return nil }
    switch text[index + 1] {
    case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "b"): return (0x20, 2)
    case UInt8(ascii: "u"):
      guard index + 6 <= text.count else { return nil }
      var value: UInt32 = 0
      for digit in text[index + 2..<index + 6] {
        guard let number = Character(Unicode.Scalar(digit)).hexDigitValue else { return nil }
        value = value << 4 | UInt32(number)
      }
      return (value, 6)
    default: return nil
    }
  }

  /// The character of two or three bytes of UTF-8; those of four say something.
  private static func written(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> (UInt32, Int)? {
    let byte = UInt32(text[index])
    if byte < 0x80 { return (byte, 1) }
    let length = byte & 0xE0 == 0xC0 ? 2 : byte & 0xF0 == 0xE0 ? 3 : 0
    guard length > 0, index + length <= text.count else { return nil }
    var scalar = length == 2 ? byte & 0x1F : byte & 0x0F
    for next in text[index + 1..<index + length] {
      guard next & 0xC0 == 0x80 else { return nil }
      scalar = scalar << 6 | UInt32(next & 0x3F)
    }
    return (scalar, length)
  }
}

extension JSONView {
  /// Whether the value is a string that says nothing: see ``BlankText``.
  package var isBlank: Bool {
    kind == .string && withExtendedLifetime(self) { BlankText.isBlank(json: borrowed.text) }
  }
}
