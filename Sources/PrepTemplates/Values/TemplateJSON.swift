/// Writes values as JSON as the `tojson` of chat templates does: Python's `json.dumps` without escaping other scripts.
struct TemplateJSON {
  var indentation: Int?
  var itemSeparator: [UInt8]
  var keySeparator: [UInt8]
  var escapesOtherScripts = false
  var sortsKeys = false
  private(set) var bytes: [UInt8] = []

  init(indentation: Int? = nil, itemSeparator: [UInt8]? = nil, keySeparator: [UInt8]? = nil) {
    self.indentation = indentation
    self.itemSeparator = itemSeparator ?? Array(indentation == nil ? ", ".utf8 : ",".utf8)
    self.keySeparator = keySeparator ?? Array(": ".utf8)
  }

  mutating func append(_ value: TemplateValue, level: Int = 0) throws(TemplateFailure) {
    switch value {
    case .none: bytes.append(contentsOf: "null".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): bytes.append(contentsOf: "\(value)".utf8)
    case .digits(let digits): bytes.append(contentsOf: digits)
    case .number(let value):
      bytes.append(
        contentsOf: (value.isFinite ? PythonNumber.text(of: value) : value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity").utf8)
    case .text(let text): appendString(text.bytes)
    case .list(let list):
      try appendContainer("[", "]", count: list.elements.count, level) { (writer, index) throws(TemplateFailure) in
        try writer.append(list.elements[index], level: level + 1)
      }
    case .object(let object):
      var order = Array(object.keys.indices)
      if sortsKeys { order.sort { object.keys[$0].bytes.lexicographicallyPrecedes(object.keys[$1].bytes) } }
      try appendContainer("{", "}", count: order.count, level) { (writer, index) throws(TemplateFailure) in
        writer.appendString(object.keys[order[index]].bytes)
        writer.bytes.append(contentsOf: writer.keySeparator)
        try writer.append(object.values[order[index]], level: level + 1)
      }
    case .undefined, .namespace, .loop, .callable:
      throw TemplateFailure(.evaluation, "a value of type \(value.typeName) cannot be written as JSON")
    }
  }

  private mutating func appendContainer(
    _ open: String, _ close: String, count: Int, _ level: Int,
    _ element: (inout TemplateJSON, Int) throws(TemplateFailure) -> Void
  ) throws(TemplateFailure) {
    bytes.append(contentsOf: open.utf8)
    for index in 0..<count {
      if index > 0 { bytes.append(contentsOf: itemSeparator) }
      appendLineBreak(level + 1)
      try element(&self, index)
    }
    if count > 0 { appendLineBreak(level) }
    bytes.append(contentsOf: close.utf8)
  }

  private mutating func appendLineBreak(_ level: Int) {
    guard let indentation else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: indentation * level))
  }

  private mutating func appendString(_ text: [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    if escapesOtherScripts, text.contains(where: { $0 >= 0x7F }) {
      for unit in String(decoding: text, as: UTF8.self).utf16 {
        if unit < 0x7F { appendByte(UInt8(unit)) } else if unit == 0x7F { bytes.append(0x7F) } else { appendEscape(unit) }
      }
    } else {
      for byte in text { appendByte(byte) }
    }
    bytes.append(UInt8(ascii: "\""))
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
