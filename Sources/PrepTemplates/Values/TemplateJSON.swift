/// Writes values as JSON as the `tojson` of chat templates does: Python's `json.dumps` without escaping other scripts.
struct TemplateJSON {
  /// What a line is indented by for each level; nil writes everything on one line.
  var indentation: [UInt8]?
  var itemSeparator: [UInt8]
  var keySeparator: [UInt8]
  var escapesOtherScripts = false
  var sortsKeys = false
  private let limit: Int
  private(set) var text = TemplateText("")
  private var bytes: [UInt8] = []
  private var origin = TextOrigin.template

  /// - Parameter limit: How many bytes are written at most.
  init(indentation: [UInt8]? = nil, limit: Int) {
    self.indentation = indentation
    self.limit = limit
    itemSeparator = Array(indentation == nil ? ", ".utf8 : ",".utf8)
    keySeparator = Array(": ".utf8)
  }

  /// The text of a value.
  mutating func write(_ value: TemplateValue) throws(TemplateFailure) -> TemplateText {
    try append(value, .template, level: 0)
    flush()
    return text
  }

  private mutating func flush() {
    guard !bytes.isEmpty else { return }
    text.append(bytes, origin)
    bytes.removeAll(keepingCapacity: true)
  }

  /// What follows is of an origin.
  private mutating func begin(_ next: TextOrigin) {
    if next != origin { flush() }
    origin = next
  }

  private mutating func append(_ value: TemplateValue, _ outer: TextOrigin, level: Int) throws(TemplateFailure) {
    guard text.bytes.count + bytes.count <= limit else {
      throw TemplateFailure(.limit, "the template makes too much text")
    }
    switch value {
    case .none: bytes.append(contentsOf: "null".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): bytes.append(contentsOf: "\(value)".utf8)
    case .digits(let digits): bytes.append(contentsOf: digits)
    case .number(let value): bytes.append(contentsOf: Self.number(value).utf8)
    case .text(let text): appendString(text, outer)
    case .list(let list):
      guard list.kind == .list || list.kind.isTuple else { throw unwritable(value) }
      try appendContainer("[", "]", count: list.elements.count, list.origin, outer, level) {
        (writer, index) throws(TemplateFailure) in
        try writer.append(list.elements[index], list.origin.ofPart, level: level + 1)
      }
    case .object(let object):
      var order = Array(object.keys.indices)
      let names = try object.keys.map { (key) throws(TemplateFailure) in try Self.name(of: key) }
      if sortsKeys { order.sort { names[$0].bytes.lexicographicallyPrecedes(names[$1].bytes) } }
      try appendContainer("{", "}", count: order.count, object.origin, outer, level) {
        (writer, index) throws(TemplateFailure) in
        writer.appendString(names[order[index]], object.origin.ofPart)
        writer.bytes.append(contentsOf: writer.keySeparator)
        try writer.append(object.values[order[index]], object.origin.ofPart, level: level + 1)
      }
    case .undefined, .namespace, .loop, .callable, .generator: throw unwritable(value)
    }
  }

  private func unwritable(_ value: TemplateValue) -> TemplateFailure {
    TemplateFailure(.evaluation, "a value of type \(value.typeName) cannot be written as JSON")
  }

  private static func number(_ value: Double) -> String {
    value.isFinite ? PythonNumber.text(of: value) : value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
  }

  /// A key as a string.
  private static func name(of key: TemplateValue) throws(TemplateFailure) -> TemplateText {
    switch key {
    case .text(let text): text
    case .none: TemplateText("null")
    case .bool(let value): TemplateText(value ? "true" : "false")
    case .integer(let value): TemplateText("\(value)")
    case .digits(let digits): TemplateText(digits)
    case .number(let value): TemplateText(number(value))
    default: throw TemplateFailure(.evaluation, "a key of type \(key.typeName) cannot be written as JSON")
    }
  }

  private mutating func appendContainer(
    _ open: String, _ close: String, count: Int, _ own: TextOrigin, _ outer: TextOrigin, _ level: Int,
    _ element: (inout TemplateJSON, Int) throws(TemplateFailure) -> Void
  ) throws(TemplateFailure) {
    begin(own.ofPart)
    bytes.append(contentsOf: open.utf8)
    for index in 0..<count {
      if index > 0 { bytes.append(contentsOf: itemSeparator) }
      appendLineBreak(level + 1)
      try element(&self, index)
    }
    if count > 0 { appendLineBreak(level) }
    bytes.append(contentsOf: close.utf8)
    begin(outer)
  }

  private mutating func appendLineBreak(_ level: Int) {
    guard let indentation else { return }
    bytes.append(0x0A)
    for _ in 0..<level { bytes.append(contentsOf: indentation) }
  }

  /// A string; its quotes are of its own origin where it has one alone.
  private mutating func appendString(_ string: TemplateText, _ outer: TextOrigin) {
    let sole = string.soleOrigin?.ofPart ?? outer
    begin(sole)
    bytes.append(UInt8(ascii: "\""))
    string.forEachRun { range, runOrigin in
      if range.isEmpty { return }
      begin(runOrigin.ofPart)
      let part = string.bytes[range]
      if escapesOtherScripts, part.contains(where: { $0 >= 0x7F }) {
        for unit in String(decoding: part, as: UTF8.self).utf16 {
          if unit < 0x7F {
            appendByte(UInt8(unit))
          } else if unit == 0x7F {
            bytes.append(0x7F)
          } else {
            appendEscape(unit)
          }
        }
      } else {
        for byte in part { appendByte(byte) }
      }
    }
    begin(sole)
    bytes.append(UInt8(ascii: "\""))
    begin(outer)
  }

  private mutating func appendByte(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
    case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
    case 0x0A: bytes.append(contentsOf: "\\n".utf8)
    case 0x0D: bytes.append(contentsOf: "\\r".utf8)
    case 0x09: bytes.append(contentsOf: "\\t".utf8)
    case 0x08: bytes.append(contentsOf: "\\b".utf8)
    case 0x0C: bytes.append(contentsOf: "\\f".utf8)
    case 0..<0x20: appendEscape(UInt16(byte))
    default: bytes.append(byte)
    }
  }

  private mutating func appendEscape(_ unit: UInt16) {
    let digits = String(unit, radix: 16)
    bytes.append(contentsOf: "\\u".utf8)
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
    bytes.append(contentsOf: digits.utf8)
  }
}
