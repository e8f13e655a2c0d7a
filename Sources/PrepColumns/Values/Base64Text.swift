/// Bytes as Base64 (RFC 4648, section 4), padded.
enum Base64Text {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let count = (bytes.count + 2) / 3 * 4
    return [UInt8](unsafeUninitializedCapacity: count) { text, written in
      alphabet.withUnsafeBufferPointer { alphabet in
        var target = 0
        var source = 0
        func put(_ triple: Int, _ digits: Int) {
          for digit in 0..<4 {
            text[target + digit] = digit < digits ? alphabet[triple >> (18 - 6 * digit) & 63] : UInt8(ascii: "=")
          }
          target += 4
        }
        while source + 3 <= bytes.count {
          put(Int(bytes[source]) << 16 | Int(bytes[source + 1]) << 8 | Int(bytes[source + 2]), 4)
          source += 3
        }
        switch bytes.count - source {
        case 1: put(Int(bytes[source]) << 16, 2)
        case 2: put(Int(bytes[source]) << 16 | Int(bytes[source + 1]) << 8, 3)
        default: break
        }
        written = target
      }
    }
  }

  /// The bytes of a text; nil where it is no Base64 with all its padding.
  static func decode(_ text: [UInt8]) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var start = 0
    while start < text.count {
      var triple = 0
      var digits = 0
      for index in start..<start + 4 {
        let value: Int
        switch text[index] {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = Int(text[index]) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): value = Int(text[index]) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): value = Int(text[index]) + 4
        case UInt8(ascii: "+"): value = 62
        case UInt8(ascii: "/"): value = 63
        case UInt8(ascii: "=") where start + 4 == text.count && index >= start + 2: value = -1
        default: return nil
        }
        if value >= 0 {
          guard digits == index - start else { return nil }
          digits += 1
        }
        triple = triple << 6 | max(value, 0)
      }
      // The bits behind the last byte are 0, so that a text stands for its bytes in one way only.
      if digits == 2, triple & 0xFFFF != 0 { return nil }
      if digits == 3, triple & 0xFF != 0 { return nil }
      for index in 0..<digits - 1 { bytes.append(UInt8(truncatingIfNeeded: triple >> (16 - 8 * index))) }
      start += 4
    }
    return bytes
  }
}
