/// The shape of one character in UTF-8.
enum UTF8Character {
  enum Shape {
    case whole(Int)
    /// The bytes end before the character does.
    case cut
    case invalid
  }

  /// The character at a position that is not the end.
  @inline(__always)
  static func width(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> Shape {
    let lead = bytes[position]
    if lead < 0x80 { return .whole(1) }
    if lead < 0xC2 || lead > 0xF4 { return .invalid }
    let width = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    for offset in 1..<width {
      if position + offset >= bytes.count { return .cut }
      let byte = bytes[position + offset]
      if byte & 0xC0 != 0x80 { return .invalid }
      if offset == 1 {
        if lead == 0xE0 && byte < 0xA0 || lead == 0xED && byte > 0x9F || lead == 0xF0 && byte < 0x90
          || lead == 0xF4 && byte > 0x8F
        {
          return .invalid
        }
      }
    }
    return .whole(width)
  }

  /// The code point of a whole character.
  @inline(__always)
  static func point(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int, width: Int) -> UInt32 {
    let lead = UInt32(bytes[position])
    if width == 1 { return lead }
    let second = UInt32(bytes[position + 1] & 0x3F)
    if width == 2 { return (lead & 0x1F) << 6 | second }
    let third = UInt32(bytes[position + 2] & 0x3F)
    if width == 3 { return (lead & 0x0F) << 12 | second << 6 | third }
    return (lead & 0x07) << 18 | second << 12 | third << 6 | UInt32(bytes[position + 3] & 0x3F)
  }
}
