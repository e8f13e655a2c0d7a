extension TemplateEvaluator {
  /// `'%s of %d' % values`
  func percentFormatted(_ format: TemplateText, _ values: [TemplateValue]) throws(TemplateFailure) -> TemplateText {
    var result = TemplateText("")
    var rest = values[...]
    var position = 0
    let bytes = format.bytes
    for place in ByteSearch.all([UInt8(ascii: "%")], in: bytes) where place >= position {
      result.append(format.slice(position..<place))
      guard place + 1 < bytes.count else { throw failure("a format ends in '%'") }
      position = place + 2
      if bytes[place + 1] == UInt8(ascii: "%") {
        result.append(TemplateText("%"))
        continue
      }
      guard let value = rest.popFirst() else { throw failure("a format has too few values") }
      switch bytes[place + 1] {
      case UInt8(ascii: "s"): result.append(TemplateWriting.text(of: value))
      case UInt8(ascii: "d"): result.append(TemplateText("\(try integer(value))"))
      default: throw failure("this format is not supported", .unsupported)
      }
    }
    guard rest.isEmpty else { throw failure("a format has too many values") }
    result.append(format.slice(position..<bytes.count))
    return result
  }

  /// `'{} of {name}'.format(values)`
  func braceFormatted(_ format: TemplateText, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateText {
    var result = TemplateText("")
    let bytes = format.bytes
    var automatic = 0
    var position = 0
    var start = 0
    while position < bytes.count {
      let byte = bytes[position]
      guard byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") else {
        position += 1
        continue
      }
      result.append(format.slice(start..<position))
      if position + 1 < bytes.count, bytes[position + 1] == byte {
        result.append(TemplateText([byte]))
        position += 2
      } else {
        guard byte == UInt8(ascii: "{"), let close = bytes[position...].firstIndex(of: UInt8(ascii: "}")) else {
          throw failure("a brace of a format is not closed")
        }
        let field = String(decoding: bytes[position + 1..<close], as: UTF8.self)
        let value: TemplateValue?
        if field.isEmpty {
          value = arguments.value(automatic, "")
          automatic += 1
        } else if let index = Int(field) {
          value = arguments.value(index, "")
        } else {
          value = arguments.named.first { $0.name == field }?.value
        }
        guard let value else { throw failure("the format '{\(field)}' is not supported", .unsupported) }
        trace.look(at: value)
        result.append(TemplateWriting.text(of: value))
        position = close + 1
      }
      start = position
      try check(length: result.bytes.count / 64)
    }
    result.append(format.slice(start..<bytes.count))
    return result
  }
}
