/// Reads single tokens inside tags: names, numbers, strings, operators.
struct TemplateWordScanner {
  let source: [UInt8]
  let line: Int

  /// The symbols that begin with each byte, the longer ones first.
  private static let symbols: [[(symbol: TemplateSymbol, second: UInt8?)]] = {
    var result = [[(symbol: TemplateSymbol, second: UInt8?)]](repeating: [], count: 128)
    for symbol in TemplateSymbol.allCases.sorted(by: { $0.rawValue.utf8.count > $1.rawValue.utf8.count }) {
      let bytes = Array(symbol.rawValue.utf8)
      result[Int(bytes[0])].append((symbol, bytes.count > 1 ? bytes[1] : nil))
    }
    return result
  }()

  /// The token that begins at a position, and where it ends.
  func token(at position: Int) throws(TemplateFailure) -> (TemplateToken, Int) {
    let byte = source[position]
    if byte == UInt8(ascii: "_") || isLetter(byte) || byte >= 0x80 {
      var end = position
      while end < source.count, continuesName(source[end]) { end += 1 }
      return (.name(String(decoding: source[position..<end], as: UTF8.self)), end)
    }
    if isDigit(byte) { return try number(at: position) }
    if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") { return try string(at: position) }
    if byte < 0x80 {
      let second = position + 1 < source.count ? source[position + 1] : 0
      for entry in Self.symbols[Int(byte)] where entry.second == nil || entry.second == second {
        return (.symbol(entry.symbol), position + (entry.second == nil ? 1 : 2))
      }
    }
    throw TemplateFailure(
      .syntax, "'\(String(decoding: source[position...position], as: UTF8.self))' does not belong into a tag",
      line: line)
  }

  private func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
  private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
  private func continuesName(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  private func number(at position: Int) throws(TemplateFailure) -> (TemplateToken, Int) {
    if source[position] == UInt8(ascii: "0"), position + 1 < source.count, let radix = radix(source[position + 1]) {
      var end = position + 2
      while end < source.count, continuesName(source[end]) { end += 1 }
      let digits = String(decoding: source[position + 2..<end].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
      guard let value = Int(digits, radix: radix) else { throw badNumber(position, end) }
      return (.integer(value), end)
    }
    var end = endOfDigits(position)
    var isFraction = false
    let followsDot = position > 0 && source[position - 1] == UInt8(ascii: ".")
    if !followsDot, end + 1 < source.count, source[end] == UInt8(ascii: "."), isDigit(source[end + 1]) {
      isFraction = true
      end = endOfDigits(end + 1)
    }
    if !followsDot, end < source.count, source[end] | 0x20 == UInt8(ascii: "e") {
      var exponent = end + 1
      if exponent < source.count, source[exponent] == UInt8(ascii: "+") || source[exponent] == UInt8(ascii: "-") {
        exponent += 1
      }
      if exponent < source.count, isDigit(source[exponent]) {
        isFraction = true
        end = endOfDigits(exponent)
      }
    }
    let text = String(decoding: source[position..<end].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
    if isFraction {
      return (.number(Double(text) ?? .infinity), end)
    }
    return (Int(text).map { .integer($0) } ?? .digits(Array(text.utf8)), end)
  }

  private func radix(_ byte: UInt8) -> Int? {
    switch byte | 0x20 {
    case UInt8(ascii: "x"): 16
    case UInt8(ascii: "o"): 8
    case UInt8(ascii: "b"): 2
    default: nil
    }
  }

  private func endOfDigits(_ start: Int) -> Int {
    var end = start
    while end < source.count, isDigit(source[end]) || source[end] == UInt8(ascii: "_") { end += 1 }
    return end
  }

  private func badNumber(_ start: Int, _ end: Int) -> TemplateFailure {
    TemplateFailure(
      .unsupported, "the number \(String(decoding: source[start..<end], as: UTF8.self)) is out of range", line: line)
  }

  // MARK: Strings

  private func string(at position: Int) throws(TemplateFailure) -> (TemplateToken, Int) {
    let quote = source[position]
    var bytes: [UInt8] = []
    var index = position + 1
    while index < source.count {
      let byte = source[index]
      if byte == quote { return (.string(bytes), index + 1) }
      if byte == UInt8(ascii: "\\"), index + 1 < source.count {
        index = try escape(at: index + 1, into: &bytes)
      } else {
        bytes.append(byte)
        index += 1
      }
    }
    throw TemplateFailure(.syntax, "a string is not closed", line: line)
  }

  /// Resolves the escape whose letter stands at a position; returns where it ends.
  private func escape(at position: Int, into bytes: inout [UInt8]) throws(TemplateFailure) -> Int {
    let letter = source[position]
    switch letter {
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "a"): bytes.append(0x07)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "v"): bytes.append(0x0B)
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): bytes.append(letter)
    case 0x0A: break
    case UInt8(ascii: "x"): return try scalar(at: position + 1, digits: 2, into: &bytes)
    case UInt8(ascii: "u"): return try scalar(at: position + 1, digits: 4, into: &bytes)
    case UInt8(ascii: "U"): return try scalar(at: position + 1, digits: 8, into: &bytes)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      var end = position
      var value: UInt32 = 0
      while end < min(position + 3, source.count), source[end] &- UInt8(ascii: "0") < 8 {
        value = value * 8 + UInt32(source[end] - UInt8(ascii: "0"))
        end += 1
      }
      if let scalar = Unicode.Scalar(value) { TextCharacters.append(scalar, to: &bytes) }
      return end
    default:
      bytes.append(UInt8(ascii: "\\"))
      bytes.append(letter)
    }
    return position + 1
  }

  private func scalar(at start: Int, digits: Int, into bytes: inout [UInt8]) throws(TemplateFailure) -> Int {
    let end = start + digits
    guard end <= source.count, let value = UInt32(String(decoding: source[start..<end], as: UTF8.self), radix: 16),
      let scalar = Unicode.Scalar(value)
    else { throw TemplateFailure(.syntax, "a string holds an escape that is not a character", line: line) }
    TextCharacters.append(scalar, to: &bytes)
    return end
  }
}
