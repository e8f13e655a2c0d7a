/// Integers with a point among their digits.
enum DecimalText {
  /// How many bytes a decimal may have: those with 76 digits have 32.
  static let mostBytes = 64

  /// Appends an integer with `scale` digits behind the point; below 0, zeros are added instead.
  static func write(_ value: Int, scale: Int, to text: inout [UInt8]) {
    write(digits: Array(String(value.magnitude).utf8), isNegative: value < 0, scale: scale, to: &text)
  }

  /// Appends the same of an integer in two's complement.
  static func write(_ bytes: UnsafeRawBufferPointer, isBigEndian: Bool, scale: Int, to text: inout [UInt8]) {
    var magnitude = isBigEndian ? Array(bytes) : Array(bytes.reversed())
    let isNegative = (magnitude.first ?? 0) >= 0x80
    if isNegative {
      var carry = 1
      for index in magnitude.indices.reversed() {
        let sum = Int(~magnitude[index]) + carry
        magnitude[index] = UInt8(truncatingIfNeeded: sum)
        carry = sum >> 8
      }
    }
    var digits: [UInt8] = []
    while magnitude.contains(where: { $0 != 0 }) {
      var rest = 0
      for index in magnitude.indices {
        let value = rest << 8 | Int(magnitude[index])
        magnitude[index] = UInt8(value / 10)
        rest = value % 10
      }
      digits.append(UInt8(ascii: "0") + UInt8(rest))
    }
    if digits.isEmpty { digits = [UInt8(ascii: "0")] }
    digits.reverse()
    write(digits: digits, isNegative: isNegative, scale: scale, to: &text)
  }

  private static func write(digits: [UInt8], isNegative: Bool, scale: Int, to text: inout [UInt8]) {
    let zero = UInt8(ascii: "0")
    var digits = digits
    if scale < 0, digits != [zero] { digits += repeatElement(zero, count: -scale) }
    if scale > 0, digits.count <= scale {
      digits.insert(contentsOf: repeatElement(zero, count: scale + 1 - digits.count), at: 0)
    }
    if isNegative { text.append(UInt8(ascii: "-")) }
    text += digits.dropLast(max(scale, 0))
    if scale > 0 {
      text.append(UInt8(ascii: "."))
      text += digits.suffix(scale)
    }
  }
}
