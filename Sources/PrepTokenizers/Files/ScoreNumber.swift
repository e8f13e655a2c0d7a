/// Numbers of a `tokenizer.json` as Hugging Face `tokenizers` reads them.
///
/// Its reader (`serde_json` without `float_roundtrip`, `de.rs`: `f64_from_parts`) takes the digits as a whole number and
/// multiplies or divides by a power of ten, which is not always the nearest number: a third of T5's scores differ in the
/// last bit, and near ties with them.
enum ScoreNumber {
  private static let powers: [Double] = (0...308).map { Double("1e\($0)") ?? 0 }

  /// The value of a JSON number; nil for what is none.
  static func double(_ text: UnsafeRawBufferPointer) -> Double? {
    var position = 0
    let isNegative = text.first == UInt8(ascii: "-")
    if isNegative { position += 1 }
    var digits: UInt64 = 0
    var exponent = 0
    var isFull = false
    var hasDigits = false
    /// Takes digits as far as they fit; those behind are not looked at.
    func takeDigits(changing change: (_ isTaken: Bool) -> Void) {
      while position < text.count, (0x30...0x39).contains(text[position]) {
        let (product, overflows) = digits.multipliedReportingOverflow(by: 10)
        let (sum, carries) = product.addingReportingOverflow(UInt64(text[position] - 0x30))
        if overflows || carries { isFull = true }
        if !isFull { digits = sum }
        change(!isFull)
        hasDigits = true
        position += 1
      }
    }
    takeDigits { if !$0 { exponent += 1 } }
    if position < text.count, text[position] == UInt8(ascii: ".") {
      position += 1
      takeDigits { if $0 { exponent -= 1 } }
    }
    guard hasDigits else { return nil }
    if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
      guard let written = Int(String(decoding: text[(position + 1)...], as: UTF8.self)) else { return nil }
      exponent = (exponent + max(-100_000, min(100_000, written)))
      position = text.count
    }
    guard position == text.count else { return nil }
    var value = Double(digits)
    while exponent < -308, value != 0 {
      value /= powers[308]
      exponent += 308
    }
    if exponent > 308, value != 0 { return nil }
    if value != 0 { value = exponent >= 0 ? value * powers[exponent] : value / powers[-exponent] }
    return isNegative ? -value : value
  }
}
