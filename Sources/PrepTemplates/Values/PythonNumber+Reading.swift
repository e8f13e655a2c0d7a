extension PythonNumber {
  /// The digits of any script as those of ASCII.
  private static func plainDigits(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    guard bytes.contains(where: { $0 >= 0x80 }) else { return Array(bytes) }
    var result: [UInt8] = []
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      if scalar.value >= 0x80, scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue {
        result.append(0x30 + UInt8(value))
      } else {
        TextCharacters.append(scalar, to: &result)
      }
    }
    return result
  }

  /// What `int(text)` reads, of any size; nil when it is no integer.
  static func longInteger(_ bytes: [UInt8]) -> LongInteger? {
    let start = TextSpaces.trimmedStart(bytes[...])
    let text = plainDigits(bytes[start..<max(start, TextSpaces.trimmedEnd(bytes[...]))])
    guard text.last != UInt8(ascii: "_"), text.first != UInt8(ascii: "_"), !text.starts(with: Array("-_".utf8)),
      !text.starts(with: Array("+_".utf8)), ByteSearch.first(Array("__".utf8), in: text[...]) == nil,
      text.count <= LongInteger.mostDigits
    else { return nil }
    return LongInteger(digits: text.filter { $0 != UInt8(ascii: "_") })
  }

  /// What `int(text, base)` reads; nil when it is no integer, or too large a one.
  static func integer(_ bytes: [UInt8], base: Int) -> Int? {
    let start = TextSpaces.trimmedStart(bytes[...])
    var text = plainDigits(bytes[start..<max(start, TextSpaces.trimmedEnd(bytes[...]))])
    var isNegative = false
    if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      isNegative = first == UInt8(ascii: "-")
      text.removeFirst()
    }
    var base = base
    if text.count > 2, text[0] == UInt8(ascii: "0") {
      let letter = text[1] | 0x20
      let named =
        letter == UInt8(ascii: "x") ? 16 : letter == UInt8(ascii: "o") ? 8 : letter == UInt8(ascii: "b") ? 2 : 0
      if named != 0, base == named || base == 0 {
        base = named
        text.removeFirst(2)
      }
    }
    if base == 0 { base = 10 }
    guard (2...36).contains(base), text.first != UInt8(ascii: "_"), text.last != UInt8(ascii: "_"),
      text.first != UInt8(ascii: "+"), text.first != UInt8(ascii: "-"),
      ByteSearch.first(Array("__".utf8), in: text[...]) == nil
    else { return nil }
    return Int(
      (isNegative ? "-" : "") + String(decoding: text.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self), radix: base)
  }

  /// What `float(text)` reads; nil when it is no number.
  static func float(_ bytes: [UInt8]) -> Double? {
    let start = TextSpaces.trimmedStart(bytes[...])
    let text = String(
      decoding: plainDigits(bytes[start..<max(start, TextSpaces.trimmedEnd(bytes[...]))]).filter {
        $0 != UInt8(ascii: "_")
      },
      as: UTF8.self)
    guard !text.isEmpty, !text.lowercased().contains("x") else { return nil }
    switch text.lowercased() {
    case "inf", "+inf", "infinity", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    case "nan", "+nan", "-nan": return .nan
    default: return Double(text)
    }
  }
}
