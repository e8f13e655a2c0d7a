extension JSONView {
  /// The value of a number that is written as an integer and fits 64 bits; nil otherwise (`1.0` and `1e3` are not).
  public var int: Int? {
    guard kind == .number else { return nil }
    return withUnsafeBytes { text in
      let isNegative = text[0] == UInt8(ascii: "-")
      var value = 0
      for byte in text[(isNegative ? 1 : 0)...] {
        guard JSONBytes.isDigit(byte) else { return nil }
        let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
        let digit = Int(byte - UInt8(ascii: "0"))
        let (sum, carry) =
          isNegative ? shifted.subtractingReportingOverflow(digit) : shifted.addingReportingOverflow(digit)
        if overflow || carry { return nil }
        value = sum
      }
      return value
    }
  }

  /// The value of a number, rounded to the nearest double; nil for other values and for numbers beyond its range.
  public var double: Double? {
    guard kind == .number else { return nil }
    let text = withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    return Double(text).flatMap { $0.isFinite ? $0 : nil }
  }
}
