/// Writes values as Python's `str` and `repr` do.
enum TemplateWriting {
  /// What `{{ value }}` prints.
  static func text(of value: TemplateValue) -> TemplateText {
    switch value {
    case .text(let text): return text
    case .undefined: return TemplateText("")
    default:
      var bytes: [UInt8] = []
      appendRepresentation(of: value, to: &bytes)
      return TemplateText(bytes, origin(of: value))
    }
  }

  /// The origin of text made from a value: data when anything in it is data.
  static func origin(of value: TemplateValue) -> TextOrigin {
    switch value {
    case .text(let text): return text.mixedOrigin
    case .list(let list): return origin(of: list.elements)
    case .object(let object):
      let keys = object.keys.first { $0.mixedOrigin.kind != .template }
      return keys?.mixedOrigin ?? origin(of: object.values)
    // Digits cannot be a control token.
    default: return .template
    }
  }

  private static func origin(of values: [TemplateValue]) -> TextOrigin {
    for value in values {
      let origin = origin(of: value)
      if origin.kind != .template { return origin }
    }
    return .template
  }

  static func appendRepresentation(of value: TemplateValue, to bytes: inout [UInt8]) {
    switch value {
    case .undefined: bytes.append(contentsOf: "Undefined".utf8)
    case .none: bytes.append(contentsOf: "None".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "True" : "False").utf8)
    case .integer(let value): bytes.append(contentsOf: "\(value)".utf8)
    case .digits(let digits): bytes.append(contentsOf: digits)
    case .number(let value): bytes.append(contentsOf: PythonNumber.text(of: value).utf8)
    case .text(let text): appendQuoted(text.bytes, to: &bytes)
    case .list(let list):
      bytes.append(UInt8(ascii: list.isTuple ? "(" : "["))
      for (index, element) in list.elements.enumerated() {
        if index > 0 { bytes.append(contentsOf: ", ".utf8) }
        appendRepresentation(of: element, to: &bytes)
      }
      if list.isTuple, list.elements.count == 1 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(UInt8(ascii: list.isTuple ? ")" : "]"))
    case .object(let object):
      bytes.append(UInt8(ascii: "{"))
      for index in object.keys.indices {
        if index > 0 { bytes.append(contentsOf: ", ".utf8) }
        appendQuoted(object.keys[index].bytes, to: &bytes)
        bytes.append(contentsOf: ": ".utf8)
        appendRepresentation(of: object.values[index], to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    case .namespace: bytes.append(contentsOf: "<Namespace>".utf8)
    case .loop: bytes.append(contentsOf: "<LoopContext>".utf8)
    case .callable: bytes.append(contentsOf: "<function>".utf8)
    }
  }

  private static func appendQuoted(_ text: [UInt8], to bytes: inout [UInt8]) {
    let single = UInt8(ascii: "'")
    let quote = text.contains(single) && !text.contains(UInt8(ascii: "\"")) ? UInt8(ascii: "\"") : single
    bytes.append(quote)
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      switch scalar.value {
      case 0x0A: bytes.append(contentsOf: "\\n".utf8)
      case 0x0D: bytes.append(contentsOf: "\\r".utf8)
      case 0x09: bytes.append(contentsOf: "\\t".utf8)
      case 0x5C: bytes.append(contentsOf: "\\\\".utf8)
      case UInt32(quote): bytes.append(contentsOf: [0x5C, quote])
      default:
        if isPrintable(scalar) {
          TextCharacters.append(scalar, to: &bytes)
        } else {
          appendEscape(scalar.value, to: &bytes)
        }
      }
    }
    bytes.append(quote)
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == " " { return true }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }

  private static func appendEscape(_ value: UInt32, to bytes: inout [UInt8]) {
    let (letter, width) = value < 0x100 ? ("x", 2) : value < 0x10000 ? ("u", 4) : ("U", 8)
    let digits = String(value, radix: 16)
    bytes.append(contentsOf: "\\\(letter)".utf8)
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: width - digits.utf8.count))
    bytes.append(contentsOf: digits.utf8)
  }
}

/// Writes floating point numbers as Python does.
enum PythonNumber {
  static func text(of value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    if value == 0 { return value.sign == .minus ? "-0.0" : "0.0" }
    // The shortest digits that read back equal, and the place of the point.
    let parts = "\(value.magnitude)".split(separator: "e")
    let mantissa = parts[0].split(separator: ".")
    var digits = mantissa[0] + (mantissa.count > 1 && mantissa[1] != "0" ? mantissa[1] : "")
    var point = mantissa[0].utf8.count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    while digits.utf8.count > 1, digits.first == "0" {
      digits.removeFirst()
      point -= 1
    }
    while digits.utf8.count > 1, digits.last == "0" { digits.removeLast() }
    let sign = value < 0 ? "-" : ""
    let count = digits.utf8.count
    if point > 16 || point < -3 {
      let exponent = point - 1
      let magnitude = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
      let rest = count > 1 ? "." + digits.dropFirst() : ""
      return "\(sign)\(digits.prefix(1))\(rest)e\(exponent < 0 ? "-" : "+")\(magnitude)"
    }
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
    if point >= count { return sign + digits + String(repeating: "0", count: point - count) + ".0" }
    return sign + digits.prefix(point) + "." + digits.dropFirst(point)
  }
}
