/// What the digits of base64 (RFC 4648) mean at each of the four places of a group.
struct Base64Digits: Sendable {
  static let shared = Base64Digits()
  /// In what no digit means, a bit above the three bytes of a group.
  static let invalid: UInt32 = 1 << 31

  /// By place times 256 plus digit: its bits where the three bytes of the group, the first one lowest, have them. Then
  /// the third and the fourth place again for the last group of a text, where `=` may stand for a digit and means
  /// nothing.
  private let values: [UInt32]

  private init() {
    var values = [UInt32](repeating: Self.invalid, count: 6 * 256)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (value, digit) in alphabet.utf8.enumerated() {
      for place in 0..<4 {
        values[place * 256 + Int(digit)] = (UInt32(value) << UInt32(18 - 6 * place)).byteSwapped >> 8
      }
    }
    for index in 512..<1024 { values[512 + index] = values[index] }
    for place in 4..<6 { values[place * 256 + Int(UInt8(ascii: "="))] = 0 }
    self.values = values
  }

  /// The bytes of a text of base64; nil when it is none.
  static func decode(_ text: String) -> [UInt8]? {
    var output: [UInt8] = []
    var bits: UInt32 = 0
    var held = 0
    output.reserveCapacity(text.utf8.count / 4 * 3)
    let digits = Array(text.utf8)
    var end = digits.count
    while end > 0, digits[end - 1] == UInt8(ascii: "=") { end -= 1 }
    guard digits.count - end <= 2 else { return nil }
    for digit in digits[..<end] {
      let value: UInt32
      switch digit {
      case 0x41...0x5A: value = UInt32(digit) - 0x41
      case 0x61...0x7A: value = UInt32(digit) - 0x61 + 26
      case 0x30...0x39: value = UInt32(digit) - 0x30 + 52
      case UInt8(ascii: "+"): value = 62
      case UInt8(ascii: "/"): value = 63
      default: return nil
      }
      bits = bits << 6 | value
      held += 6
      if held >= 8 {
        held -= 8
        output.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
      }
    }
    return held < 6 ? output : nil
  }

  func withUnsafePointer<Result>(_ body: (UnsafePointer<UInt32>) -> Result) -> Result {
    values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("the table has values") }
      return body(base)
    }
  }
}
