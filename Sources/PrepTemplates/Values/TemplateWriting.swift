/// Writes values as Python's `str` and `repr` do, each stretch with its origin.
struct TemplateWriting {
  private let limit: Int
  private var text = TemplateText("")
  private var bytes: [UInt8] = []
  private var origin = TextOrigin.template
  /// The namespaces around, so that one that holds itself is not written for ever.
  private var open: [ObjectIdentifier] = []

  private init(limit: Int) { self.limit = limit }

  /// What `{{ value }}` prints.
  ///
  /// - Parameter limit: How many bytes are written at most.
  static func text(of value: TemplateValue, limit: Int) throws(TemplateFailure) -> TemplateText {
    switch value {
    case .text(let text): return text
    case .undefined: return TemplateText("")
    case .none: return TemplateText("None")
    case .integer(let value): return TemplateText("\(value)")
    default: return try representation(of: value, limit: limit)
    }
  }

  /// The value as it would stand in a program.
  static func representation(of value: TemplateValue, limit: Int) throws(TemplateFailure) -> TemplateText {
    var writer = TemplateWriting(limit: limit)
    try writer.append(value, .template)
    writer.flush()
    return writer.text
  }

  private mutating func flush() {
    guard !bytes.isEmpty else { return }
    text.append(bytes, origin)
    bytes.removeAll(keepingCapacity: true)
  }

  private mutating func begin(_ next: TextOrigin) {
    if next != origin { flush() }
    origin = next
  }

  private mutating func append(_ value: TemplateValue, _ outer: TextOrigin) throws(TemplateFailure) {
    guard text.bytes.count + bytes.count <= limit else {
      throw TemplateFailure(.limit, "the template makes too much text")
    }
    switch value {
    case .undefined: bytes.append(contentsOf: "Undefined".utf8)
    case .none: bytes.append(contentsOf: "None".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "True" : "False").utf8)
    case .integer(let value): bytes.append(contentsOf: "\(value)".utf8)
    case .digits(let digits): bytes.append(contentsOf: digits)
    case .number(let value): bytes.append(contentsOf: PythonNumber.text(of: value).utf8)
    case .text(let text): appendQuoted(text, outer)
    case .list(let list): try append(list, outer)
    case .object(let object):
      try append("{", "}", Array(zip(object.keys, object.values)), object.origin.ofPart, outer)
    case .namespace(let namespace):
      let id = ObjectIdentifier(namespace)
      bytes.append(contentsOf: "<Namespace ".utf8)
      if open.contains(id) || open.count > 100 {
        bytes.append(contentsOf: "{...}".utf8)
      } else {
        open.append(id)
        try append(
          "{", "}", Array(zip(namespace.names.map { .text(TemplateText($0)) }, namespace.values)), outer, outer)
        open.removeLast()
      }
      bytes.append(UInt8(ascii: ">"))
    case .loop(let loop): bytes.append(contentsOf: "<LoopContext \(loop.index + 1)/\(loop.elements.count)>".utf8)
    case .generator: bytes.append(contentsOf: "<generator object>".utf8)
    case .callable(.macro(let closure)):
      let title = closure.macro.title == "caller" ? "anonymous" : "'\(closure.macro.title)'"
      bytes.append(contentsOf: "<Macro \(title)>".utf8)
    case .callable: bytes.append(contentsOf: "<function>".utf8)
    }
  }

  private mutating func append(_ list: TemplateList, _ outer: TextOrigin) throws(TemplateFailure) {
    begin(list.origin.ofPart)
    defer { begin(outer) }
    if list.kind == .range { return appendRange(list) }
    if !list.kind.isSequence { bytes.append(contentsOf: "\(list.kind.name)(".utf8) }
    bytes.append(UInt8(ascii: list.kind.isTuple ? "(" : "["))
    for (index, element) in list.elements.enumerated() {
      if index > 0 { bytes.append(contentsOf: ", ".utf8) }
      try append(element, list.origin.ofPart)
    }
    if list.kind.isTuple, list.elements.count == 1 { bytes.append(UInt8(ascii: ",")) }
    bytes.append(UInt8(ascii: list.kind.isTuple ? ")" : "]"))
    if !list.kind.isSequence { bytes.append(UInt8(ascii: ")")) }
  }

  private mutating func appendRange(_ list: TemplateList) {
    var bounds = list.bounds
    if bounds.count < 3 {
      // A part of a range.
      let places = list.elements.map { if case .integer(let value) = $0 { value } else { 0 } }
      let step = places.count > 1 ? places[1] - places[0] : 1
      bounds = [places.first ?? 0, (places.last ?? -1) + step, step]
    }
    bytes.append(contentsOf: "range(\(bounds[0]), \(bounds[1])\(bounds[2] == 1 ? "" : ", \(bounds[2])"))".utf8)
  }

  private mutating func append(
    _ first: String, _ last: String, _ members: [(TemplateValue, TemplateValue)], _ own: TextOrigin, _ outer: TextOrigin
  ) throws(TemplateFailure) {
    begin(own)
    bytes.append(contentsOf: first.utf8)
    for (index, member) in members.enumerated() {
      if index > 0 { bytes.append(contentsOf: ", ".utf8) }
      try append(member.0, own)
      bytes.append(contentsOf: ": ".utf8)
      try append(member.1, own)
    }
    bytes.append(contentsOf: last.utf8)
    begin(outer)
  }

  private mutating func appendQuoted(_ string: TemplateText, _ outer: TextOrigin) {
    let single = UInt8(ascii: "'")
    let quote =
      string.bytes.contains(single) && !string.bytes.contains(UInt8(ascii: "\"")) ? UInt8(ascii: "\"") : single
    let sole = string.soleOrigin?.ofPart ?? outer
    begin(sole)
    if string.isMarkup { bytes.append(contentsOf: "Markup(".utf8) }
    bytes.append(quote)
    string.forEachRun { range, runOrigin in
      if range.isEmpty { return }
      begin(runOrigin.ofPart)
      for scalar in String(decoding: string.bytes[range], as: UTF8.self).unicodeScalars { append(scalar, quote) }
    }
    begin(sole)
    bytes.append(quote)
    if string.isMarkup { bytes.append(UInt8(ascii: ")")) }
    begin(outer)
  }

  private mutating func append(_ scalar: Unicode.Scalar, _ quote: UInt8) {
    switch scalar.value {
    case 0x0A: bytes.append(contentsOf: "\\n".utf8)
    case 0x0D: bytes.append(contentsOf: "\\r".utf8)
    case 0x09: bytes.append(contentsOf: "\\t".utf8)
    case 0x5C: bytes.append(contentsOf: "\\\\".utf8)
    case UInt32(quote): bytes.append(contentsOf: [0x5C, quote])
    default:
      if TextCharacters.isPrintable(scalar) {
        TextCharacters.append(scalar, to: &bytes)
      } else {
        Self.appendEscape(scalar.value, to: &bytes)
      }
    }
  }

  /// `\xE9`, `\u65E5` or `\U0001F389`, in small letters.
  static func appendEscape(_ value: UInt32, to bytes: inout [UInt8]) {
    let (letter, width) = value < 0x100 ? ("x", 2) : value < 0x10000 ? ("u", 4) : ("U", 8)
    let digits = String(value, radix: 16)
    bytes.append(contentsOf: "\\\(letter)".utf8)
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: width - digits.utf8.count))
    bytes.append(contentsOf: digits.utf8)
  }
}
