/// Ids of tool calls as Mistral's tokenizers want them: nine letters and digits of ASCII.
package enum ShortCallID {
  private static let length = 9
  private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  /// Whether an id has that form already.
  package static func isShort(_ id: [UInt8]) -> Bool {
    id.count == length && id.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 }
  }

  /// What an id becomes, the same in every record: digits to the base 62 of a 64-bit hash of it (FNV-1a).
  package static func of(_ id: [UInt8]) -> [UInt8] {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in id { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return (0..<length).map { _ in
      defer { hash /= 62 }
      return digits[Int(hash % 62)]
    }
  }
}
