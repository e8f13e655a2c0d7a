import PrepRecords

/// A JSON value as the slow, obvious parser sees it. It judges the fast ones.
indirect enum ReferenceJSON: Equatable {
  case null
  case bool(Bool)
  case number([UInt8])
  /// The text as UTF-8, or nil when a lone surrogate keeps it from being text.
  case string([UInt8]?)
  case array([ReferenceJSON])
  case object([Member])

  struct Member: Equatable {
    let key: [UInt8]?
    let value: ReferenceJSON
  }

  /// Parses a text, or returns nil when it is not valid JSON of at most 512 levels in strict UTF-8.
  static func parse(_ text: [UInt8]) -> ReferenceJSON? {
    guard let string = String(validating: text, as: UTF8.self) else { return nil }
    var parser = ReferenceParser(Array(string.unicodeScalars))
    return parser.document()
  }

  /// What a view says, read through its public interface.
  init(_ view: JSONView) {
    switch view.kind {
    case .null: self = .null
    case .bool: self = .bool(view.bool == true)
    case .number: self = .number(view.withUnsafeBytes { Array($0) })
    case .string: self = .string(try? view.unescaped())
    case .array:
      var elements: [ReferenceJSON] = []
      view.forEachElement { elements.append(ReferenceJSON($0)) }
      self = .array(elements)
    case .object:
      var members: [Member] = []
      view.forEachMember { members.append(Member(key: try? $0.unescaped(), value: ReferenceJSON($1))) }
      self = .object(members)
    }
  }
}

/// RFC 8259's grammar, rule by rule, over code points.
private struct ReferenceParser {
  let text: [Unicode.Scalar]
  var position = 0

  init(_ text: [Unicode.Scalar]) { self.text = text }

  var current: Unicode.Scalar? { position < text.count ? text[position] : nil }

  mutating func document() -> ReferenceJSON? {
    guard let value = element(depth: 0), position == text.count else { return nil }
    return value
  }

  mutating func element(depth: Int) -> ReferenceJSON? {
    whitespace()
    guard let value = value(depth: depth) else { return nil }
    whitespace()
    return value
  }

  mutating func whitespace() {
    while let scalar = current, [" ", "\n", "\r", "\t"].contains(scalar) { position += 1 }
  }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard current == scalar else { return false }
    position += 1
    return true
  }

  mutating func word(_ word: String) -> Bool { word.unicodeScalars.allSatisfy { take($0) } }

  mutating func value(depth: Int) -> ReferenceJSON? {
    switch current {
    case "n": return word("null") ? .null : nil
    case "t": return word("true") ? .bool(true) : nil
    case "f": return word("false") ? .bool(false) : nil
    case "\"": return string()
    case "[": return depth < 512 ? array(depth: depth + 1) : nil
    case "{": return depth < 512 ? object(depth: depth + 1) : nil
    default: return number()
    }
  }

  mutating func array(depth: Int) -> ReferenceJSON? {
    position += 1
    var elements: [ReferenceJSON] = []
    whitespace()
    if take("]") { return .array([]) }
    repeat {
      guard let element = element(depth: depth) else { return nil }
      elements.append(element)
    } while take(",")
    return take("]") ? .array(elements) : nil
  }

  mutating func object(depth: Int) -> ReferenceJSON? {
    position += 1
    var members: [ReferenceJSON.Member] = []
    whitespace()
    if take("}") { return .object([]) }
    repeat {
      whitespace()
      guard current == "\"", case .string(let key)? = string() else { return nil }
      whitespace()
      guard take(":"), let value = element(depth: depth) else { return nil }
      members.append(.init(key: key, value: value))
    } while take(",")
    return take("}") ? .object(members) : nil
  }

  mutating func number() -> ReferenceJSON? {
    let start = position
    _ = take("-")
    if !take("0") { guard digits() else { return nil } }
    if take(".") { guard digits() else { return nil } }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      guard digits() else { return nil }
    }
    return .number(text[start..<position].map { UInt8($0.value) })
  }

  mutating func digits() -> Bool {
    let start = position
    while let scalar = current, ("0"..."9").contains(scalar) { position += 1 }
    return position > start
  }

  /// A string as UTF-16, which is what its escapes are; then as UTF-8 if it is well formed.
  mutating func string() -> ReferenceJSON? {
    position += 1
    var units: [UInt16] = []
    while let scalar = current, scalar != "\"" {
      guard scalar.value >= 0x20 else { return nil }
      position += 1
      if scalar != "\\" {
        units += UTF16.encode(scalar)!
        continue
      }
      guard let escape = current else { return nil }
      position += 1
      switch escape {
      case "\"", "\\", "/": units.append(UInt16(escape.value))
      case "b": units.append(8)
      case "f": units.append(12)
      case "n": units.append(10)
      case "r": units.append(13)
      case "t": units.append(9)
      case "u":
        guard position + 4 <= text.count else { return nil }
        let digits = text[position..<position + 4]
        guard digits.allSatisfy({ $0.properties.isASCIIHexDigit }),
          let unit = UInt16(String(String.UnicodeScalarView(digits)), radix: 16)
        else { return nil }
        units.append(unit)
        position += 4
      default: return nil
      }
    }
    guard take("\"") else { return nil }
    return .string(String(validating: units, as: UTF16.self).map { Array($0.utf8) })
  }
}
