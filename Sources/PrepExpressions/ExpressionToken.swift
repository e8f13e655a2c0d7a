/// A word of an expression.
struct ExpressionToken: Hashable {
  enum Kind: Hashable {
    case name(String)
    case int(Int)
    case double(Double)
    case string([UInt8])
    /// An operator or bracket.
    case sign(String)
    case end
  }

  let kind: Kind
  /// The byte at which it begins.
  let offset: Int
}

/// Takes an expression apart into words.
struct ExpressionScanner {
  private let text: String
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
  }

  /// All words, with the end behind them.
  static func tokens(of text: String) throws(ExpressionFault) -> [ExpressionToken] {
    var scanner = ExpressionScanner(text)
    var tokens: [ExpressionToken] = []
    while true {
      let token = try scanner.next()
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  private static let signs = [
    "&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "?", ":", "+", "-", "*", "/", "%", ".", ",", "(", ")", "[", "]",
  ].map { (text: $0, bytes: Array($0.utf8)) }

  private func fault(_ message: String, at offset: Int) -> ExpressionFault {
    ExpressionFault(message: message, text: text, offset: offset)
  }

  private func byte(_ ahead: Int = 0) -> UInt8? { position + ahead < bytes.count ? bytes[position + ahead] : nil }

  private mutating func next() throws(ExpressionFault) -> ExpressionToken {
    while let byte = byte(), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    let start = position
    guard let first = byte() else { return ExpressionToken(kind: .end, offset: start) }
    let isRaw = (first | 0x20) == UInt8(ascii: "r") && (byte(1) == 0x22 || byte(1) == 0x27)
    if isRaw { position += 1 }
    if isRaw || first == 0x22 || first == 0x27 {
      return ExpressionToken(kind: .string(try string(isRaw: isRaw, from: start)), offset: start)
    }
    if Self.isLetter(first) {
      while let byte = byte(), Self.isLetter(byte) || Self.isDigit(byte) { position += 1 }
      return ExpressionToken(kind: .name(String(decoding: bytes[start..<position], as: UTF8.self)), offset: start)
    }
    if Self.isDigit(first) || first == UInt8(ascii: ".") && byte(1).map(Self.isDigit) ?? false {
      return ExpressionToken(kind: try number(from: start), offset: start)
    }
    for sign in Self.signs where bytes[start...].starts(with: sign.bytes) {
      position += sign.bytes.count
      return ExpressionToken(kind: .sign(sign.text), offset: start)
    }
    let character = String(decoding: bytes[start..<min(bytes.count, start + 4)], as: UTF8.self).prefix(1)
    throw fault(
      first == UInt8(ascii: "=") ? "an equality is written ==" : "'\(character)' means nothing here", at: start)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private mutating func number(from start: Int) throws(ExpressionFault) -> ExpressionToken.Kind {
    if byte() == UInt8(ascii: "0"), byte(1).map({ $0 | 0x20 }) == UInt8(ascii: "x") {
      position += 2
      while let byte = byte(), Self.isLetter(byte) || Self.isDigit(byte) { position += 1 }
      guard let value = Int(String(decoding: bytes[(start + 2)..<position], as: UTF8.self), radix: 16) else {
        throw fault("this is not a hexadecimal number of 64 bits", at: start)
      }
      return .int(value)
    }
    var isWhole = true
    while let byte = byte() {
      let isExponent = (byte | 0x20) == UInt8(ascii: "e")
      if byte == UInt8(ascii: ".") || isExponent { isWhole = false } else if !Self.isDigit(byte) { break }
      position += 1
      if isExponent, let sign = self.byte(), sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { position += 1 }
    }
    let digits = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole {
      guard let value = Int(digits) else { throw fault("the number does not fit 64 bits", at: start) }
      return .int(value)
    }
    guard let value = Double(digits), value.isFinite else { throw fault("this is not a number", at: start) }
    return .double(value)
  }

  private mutating func string(isRaw: Bool, from start: Int) throws(ExpressionFault) -> [UInt8] {
    guard let quote = byte() else { throw fault("the string has no closing quote", at: start) }
    position += 1
    var content: [UInt8] = []
    while let byte = byte(), byte != quote {
      position += 1
      if byte != UInt8(ascii: "\\") || isRaw {
        content.append(byte)
      } else {
        try escape(into: &content)
      }
    }
    guard byte() == quote else { throw fault("the string has no closing quote", at: start) }
    position += 1
    return content
  }

  private mutating func escape(into content: inout [UInt8]) throws(ExpressionFault) {
    let start = position - 1
    guard let kind = byte() else { throw fault("the string has no closing quote", at: start) }
    position += 1
    switch kind {
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "?"):
      content.append(kind)
    case UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"):
      let count = kind == UInt8(ascii: "x") ? 2 : kind == UInt8(ascii: "u") ? 4 : 8
      let digits = bytes[position..<min(bytes.count, position + count)]
      guard digits.count == count, let point = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(point)
      else { throw fault("this is not a character", at: start) }
      position += count
      content.append(contentsOf: String(Character(scalar)).utf8)
    default: throw fault("strings have no such escape; r\"…\" takes a backslash as it is", at: start)
    }
  }
}
