/// How one value is written: the fields of Python's format specifications, and of its `%` formats.
struct FormatField {
  var fill: [UInt8] = [0x20]
  /// `<`, `>`, `^` or `=`; 0 where nothing is said.
  var alignment: UInt8 = 0
  /// `+` or a blank before numbers that are not negative; 0 for nothing.
  var sign: UInt8 = 0
  /// Whether a sign is spoken of.
  var hasSign = false
  var isAlternate = false
  var isZeroPadded = false
  var width: Int?
  /// What stands between groups of digits; 0 for nothing.
  var grouping: UInt8 = 0
  var precision: Int?
  /// The letter of the type; 0 where none is given.
  var type: UInt8 = 0

  init() {}

  /// Reads `[[fill]align][sign][#][0][width][,][.precision][type]`; nil when it is none.
  init?(spec: [UInt8]) {
    var index = 0
    func isAlignment(_ byte: UInt8) -> Bool { "<>^=".utf8.contains(byte) }
    let offsets = TextCharacters.offsets(spec)
    if offsets.count > 2, offsets[1] < spec.count, isAlignment(spec[offsets[1]]) {
      fill = Array(spec[..<offsets[1]])
      alignment = spec[offsets[1]]
      index = offsets[1] + 1
    } else if let first = spec.first, isAlignment(first) {
      alignment = first
      index = 1
    }
    func peek() -> UInt8 { index < spec.count ? spec[index] : 0 }
    if "+- ".utf8.contains(peek()) {
      sign = peek() == UInt8(ascii: "-") ? 0 : peek()
      hasSign = true
      index += 1
    }
    if peek() == UInt8(ascii: "#") {
      isAlternate = true
      index += 1
    }
    if peek() == UInt8(ascii: "0") {
      isZeroPadded = true
      index += 1
    }
    func digits() -> Int? {
      let start = index
      while peek() &- 0x30 < 10 { index += 1 }
      return start == index ? nil : Int(String(decoding: spec[start..<index], as: UTF8.self))
    }
    width = digits()
    if peek() == UInt8(ascii: ",") || peek() == UInt8(ascii: "_") {
      grouping = peek()
      index += 1
    }
    if peek() == UInt8(ascii: ".") {
      index += 1
      guard let places = digits() else { return nil }
      precision = places
    }
    if index < spec.count {
      type = peek()
      index += 1
    }
    guard index == spec.count, width ?? 0 < 1 << 20, precision ?? 0 < 1 << 20 else { return nil }
  }

  /// The first characters of a text, as many as the precision says.
  func cut(_ text: TemplateText) -> TemplateText {
    guard let precision else { return text }
    let offsets = TextCharacters.offsets(text.bytes)
    return precision < offsets.count - 1 ? text.slice(0..<offsets[precision]) : text
  }

  /// A text as wide as asked.
  func padded(_ text: TemplateText, alignment initial: UInt8) -> TemplateText {
    let missing = (width ?? 0) - TextCharacters.count(text.bytes)
    guard missing > 0 else { return text }
    let filler = isZeroPadded && alignment == 0 ? [UInt8(ascii: "0")] : fill
    let left: Int
    switch alignment == 0 ? initial : alignment {
    case UInt8(ascii: "<"): left = 0
    case UInt8(ascii: "^"): left = missing / 2
    default: left = missing
    }
    var result = TemplateText(Array(repeatElement(filler, count: left).joined()))
    result.append(text)
    result.append(TemplateText(Array(repeatElement(filler, count: missing - left).joined())))
    return result
  }

  // MARK: What suits what

  /// Whether the groups of digits are ones that the type has.
  private var suitsGrouping: Bool {
    grouping == 0 || type == 0 || "deEfFgG%".utf8.contains(type)
      || grouping == UInt8(ascii: "_") && "boxX".utf8.contains(type)
  }

  /// Whether a text can be written so.
  var suitsTexts: Bool {
    (type == 0 || type == UInt8(ascii: "s")) && !hasSign && !isAlternate && grouping == 0
      && alignment != UInt8(ascii: "=")
  }

  /// Whether an integer can be written so.
  var suitsIntegers: Bool {
    guard precision == nil, suitsGrouping else { return false }
    if type == UInt8(ascii: "c") { return !hasSign && !isAlternate }
    return type == 0 || "dxXobn".utf8.contains(type)
  }

  /// Whether another number can be written so.
  var suitsNumbers: Bool { suitsGrouping && (type == 0 || "eEfFgGn%".utf8.contains(type)) }

  // MARK: Numbers

  /// A decimal integer that 64 bits do not hold.
  func formatted(digits: [UInt8]) -> TemplateText {
    let isNegative = digits.first == UInt8(ascii: "-")
    return number(
      String(decoding: digits.dropFirst(isNegative ? 1 : 0), as: UTF8.self), isNegative: isNegative, prefix: "")
  }

  func formatted(_ value: Int) -> TemplateText {
    if type == UInt8(ascii: "c"), let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init) {
      return padded(TemplateText(String(Character(scalar))), alignment: UInt8(ascii: "<"))
    }
    let radix: Int
    var prefix = ""
    switch Character(Unicode.Scalar(type)) {
    case "x", "X": (radix, prefix) = (16, type == UInt8(ascii: "x") ? "0x" : "0X")
    case "o": (radix, prefix) = (8, "0o")
    case "b": (radix, prefix) = (2, "0b")
    default: radix = 10
    }
    var digits = String(value.magnitude, radix: radix, uppercase: type == UInt8(ascii: "X"))
    if let precision, digits.utf8.count < precision {
      digits = String(repeating: "0", count: precision - digits.utf8.count) + digits
    }
    return number(digits, isNegative: value < 0, prefix: isAlternate ? prefix : "")
  }

  func formatted(_ value: Double) -> TemplateText {
    let isCapital = type &- 0x41 < 26
    var digits: String
    if !value.isFinite {
      digits = value.isNaN ? "nan" : "inf"
    } else {
      switch Character(Unicode.Scalar(type | (isCapital ? 0x20 : 0))) {
      case "f": digits = PythonNumber.fixed(value, places: precision ?? 6)
      case "%": digits = PythonNumber.fixed(value * 100, places: precision ?? 6) + "%"
      case "e": digits = scientific(value, precision ?? 6)
      case "g", "n": digits = general(value, precision ?? 6)
      default:
        if let precision {
          digits = general(value, precision, keepsPoint: true)
        } else {
          digits = PythonNumber.text(of: value.magnitude)
        }
      }
    }
    if isCapital { digits = digits.uppercased() }
    return number(digits, isNegative: value.sign == .minus && !value.isNaN, prefix: "")
  }

  private func scientific(_ value: Double, _ places: Int) -> String {
    let (digits, exponent) = PythonNumber.scientific(value, places: places)
    let text = String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
    return text.prefix(1) + (places > 0 ? "." + text.dropFirst() : "") + Self.exponent(exponent)
  }

  private static func exponent(_ exponent: Int) -> String {
    "e\(exponent < 0 ? "-" : "+")\(exponent.magnitude < 10 ? "0" : "")\(exponent.magnitude)"
  }

  private func general(_ value: Double, _ precision: Int, keepsPoint: Bool = false) -> String {
    let places = max(1, precision)
    let (digits, exponent) = PythonNumber.scientific(value, places: places - 1)
    var kept = digits
    if !isAlternate { while kept.count > 1, kept.last == 0 { kept.removeLast() } }
    let text = String(decoding: kept.map { $0 + 0x30 }, as: UTF8.self)
    if exponent < -4 || exponent >= (keepsPoint ? max(places - 1, 1) : places) {
      return text.prefix(1) + (kept.count > 1 ? "." + text.dropFirst() : "") + Self.exponent(exponent)
    }
    if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + text }
    if kept.count <= exponent + 1 {
      return text + String(repeating: "0", count: exponent + 1 - kept.count) + (keepsPoint ? ".0" : "")
    }
    return text.prefix(exponent + 1) + "." + text.dropFirst(exponent + 1)
  }

  /// Digits with their sign, in groups and as wide as asked.
  private func number(_ digits: String, isNegative: Bool, prefix: String) -> TemplateText {
    let lead = (isNegative ? "-" : sign == 0 ? "" : String(Character(Unicode.Scalar(sign)))) + prefix
    var whole = Array(digits.utf8)
    var rest: [UInt8] = []
    if let end = whole.firstIndex(where: {
      !($0 &- 0x30 < 10 || $0 &- 0x41 < 6 || $0 &- 0x61 < 6)
        || type | 0x20 == UInt8(ascii: "e") && $0 | 0x20 == UInt8(ascii: "e")
    }) {
      rest = Array(whole[end...])
      whole = Array(whole[..<end])
    }
    let fillsZeros = (isZeroPadded && alignment == 0) || alignment == UInt8(ascii: "=")
    if grouping != 0 {
      let size = "xXob".utf8.contains(type) ? 4 : 3
      let filler = fillsZeros && (alignment == 0 || isZeroPadded) ? (width ?? 0) - lead.utf8.count - rest.count : 0
      whole = grouped(whole, size, filler)
    }
    if fillsZeros {
      let zero = alignment == UInt8(ascii: "=") && !isZeroPadded ? fill : [UInt8(ascii: "0")]
      let missing = (width ?? 0) - lead.utf8.count - whole.count - rest.count
      if missing > 0 { whole = Array(repeatElement(zero, count: missing).joined()) + whole }
    }
    var plain = self
    plain.isZeroPadded = false
    return plain.padded(TemplateText(Array(lead.utf8) + whole + rest), alignment: UInt8(ascii: ">"))
  }
}

extension FormatField {
  /// Digits in groups, with zeros before them up to a length; a group never begins with its separator.
  private func grouped(_ digits: [UInt8], _ size: Int, _ length: Int) -> [UInt8] {
    var result: [UInt8] = []
    var count = 0
    var rest = digits
    while !rest.isEmpty || result.count < length {
      if count > 0, count % size == 0 { result.append(grouping) }
      result.append(rest.popLast() ?? 0x30)
      count += 1
    }
    return result.reversed()
  }
}
