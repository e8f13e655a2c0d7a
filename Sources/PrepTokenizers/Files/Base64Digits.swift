/// What the digits of base64 (RFC 4648) mean at each of the four places of a group.
struct Base64Digits: Sendable {
  static let shared = Base64Digits()
  /// In what no digit means, a bit above the three bytes of a group.
  static let invalid: UInt32 = 1 << 31

  /// By place times 256 plus digit: its bits where the three bytes of the group, the first one lowest, have them. Then the third and the
  /// fourth place again for the last group of a text, where `=` may stand for a digit and means nothing.
  private let values: [UInt32]

  private init() {
    var values = [UInt32](repeating: Self.invalid, count: 6 * 256)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (value, digit) in alphabet.utf8.enumerated() {
      for place in 0..<4 { values[place * 256 + Int(digit)] = (UInt32(value) << UInt32(18 - 6 * place)).byteSwapped >> 8 }
    }
    for index in 512..<1024 { values[512 + index] = values[index] }
    for place in 4..<6 { values[place * 256 + Int(UInt8(ascii: "="))] = 0 }
    self.values = values
  }

  func withUnsafePointer<Result>(_ body: (UnsafePointer<UInt32>) -> Result) -> Result {
    values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("the table has values") }
      return body(base)
    }
  }
}
