extension TemplateEvaluator {
  /// `'%s of %(name)d' % values`, as Python's `printf`-style formatting has it.
  func percentFormatted(_ format: TemplateText, _ value: TemplateValue) throws(TemplateFailure) -> TemplateText {
    var result = TemplateText([], format.soleOrigin?.ofPart ?? .template)
    var rest = [value][...]
    var takesNames = false
    if case .list(let list) = value, list.kind.isTuple { rest = list.elements[...] }
    // What has members may be left over.
    let mayRemain: Bool
    switch value {
    case .object, .undefined: mayRemain = true
    case .list(let list): mayRemain = list.kind == .list || list.kind == .range
    default: mayRemain = false
    }
    var position = 0
    let bytes = format.bytes
    func next() throws(TemplateFailure) -> TemplateValue {
      guard let value = rest.popFirst() else { throw failure("a format has too few values") }
      return value
    }
    while let place = bytes[position...].firstIndex(of: UInt8(ascii: "%")) {
      result.append(format.slice(position..<place))
      var index = place + 1
      func current() throws(TemplateFailure) -> UInt8 {
        guard index < bytes.count else { throw failure("a format is not complete") }
        return bytes[index]
      }
      var named: TemplateValue?
      if try current() == UInt8(ascii: "(") {
        guard case .object(let object) = value else { throw failure("a format with names needs a dictionary") }
        guard let close = bytes[index...].firstIndex(of: UInt8(ascii: ")")) else {
          throw failure("a format is not complete")
        }
        guard let member = object.value(for: Array(bytes[index + 1..<close])) else {
          throw failure("a format names what is not there")
        }
        named = member
        takesNames = true
        index = close + 1
      }
      var field = FormatField()
      while "-+ #0".utf8.contains(try current()) {
        switch bytes[index] {
        case UInt8(ascii: "-"): field.alignment = UInt8(ascii: "<")
        case UInt8(ascii: "+"): field.sign = UInt8(ascii: "+")
        case 0x20: if field.sign == 0 { field.sign = 0x20 }
        case UInt8(ascii: "#"): field.isAlternate = true
        default: field.isZeroPadded = true
        }
        index += 1
      }
      field.width = try size(bytes, &index, next)
      if try current() == UInt8(ascii: ".") {
        index += 1
        field.precision = try size(bytes, &index, next) ?? 0
      }
      while "hlL".utf8.contains(try current()) { index += 1 }
      field.type = try current()
      index += 1
      position = index
      if field.alignment == UInt8(ascii: "<") { field.isZeroPadded = false }
      if field.type == UInt8(ascii: "%"), index == place + 2 {
        result.append(TemplateText("%"))
        continue
      }
      if named == nil { named = try next() }
      let written = try percentFormatted(named ?? .none, field)
      result.append(format.isMarkup && !written.isMarkup ? try escaped(written) : written)
      guard result.bytes.count <= limits.output else { throw failure("the template makes too much text", .limit) }
      try work(1 + (field.width ?? 0) / 64)
    }
    if !rest.isEmpty, !takesNames, !mayRemain { throw failure("a format has too many values") }
    result.append(format.slice(position..<bytes.count))
    result.isMarkup = format.isMarkup
    return result
  }

  /// A width or precision: digits, or a value where a star stands.
  private func size(_ bytes: [UInt8], _ index: inout Int, _ next: () throws(TemplateFailure) -> TemplateValue)
    throws(TemplateFailure) -> Int?
  {
    if index < bytes.count, bytes[index] == UInt8(ascii: "*") {
      index += 1
      return try checked(integer(next()))
    }
    let start = index
    while index < bytes.count, bytes[index] &- 0x30 < 10 { index += 1 }
    guard index > start else { return nil }
    return try checked(Int(String(decoding: bytes[start..<index], as: UTF8.self)) ?? .max)
  }

  private func checked(_ size: Int) throws(TemplateFailure) -> Int {
    guard size < 1 << 20 else { throw failure("a format is too wide", .limit) }
    return max(0, size)
  }

  private func percentFormatted(_ value: TemplateValue, _ field: FormatField) throws(TemplateFailure) -> TemplateText {
    var field = field
    switch Character(Unicode.Scalar(field.type)) {
    case "s", "r", "a":
      let text =
        field.type == UInt8(ascii: "s")
        ? try text(of: value) : try representation(of: value, isPlain: field.type == UInt8(ascii: "a"))
      field.isZeroPadded = false
      return field.padded(field.cut(text), alignment: UInt8(ascii: ">"))
    case "c":
      if case .text(let text) = value, TextCharacters.count(text.bytes) == 1 {
        return field.padded(text, alignment: UInt8(ascii: ">"))
      }
      guard let scalar = UInt32(exactly: try integer(value)).flatMap(Unicode.Scalar.init) else {
        throw failure("%c needs a character")
      }
      return field.padded(TemplateText(String(Character(scalar))), alignment: UInt8(ascii: ">"))
    case "d", "i", "u", "x", "X", "o":
      if case .digits(let digits) = value { return field.formatted(digits: digits) }
      var number = value
      if case .number(let given) = value, "diu".utf8.contains(field.type),
        let whole = Int(exactly: given.rounded(.towardZero))
      {
        number = .integer(whole)
      }
      return field.formatted(try integer(number))
    case "e", "E", "f", "F", "g", "G":
      guard let number = number(value) else {
        throw failure("a number is expected, not a value of type \(value.typeName)")
      }
      return field.formatted(number)
    default: throw failure("the format '%\(Character(Unicode.Scalar(field.type)))' is not supported", .unsupported)
    }
  }

  /// A value as it would stand in a program.
  ///
  /// - Parameter isPlain: Whether other characters than ASCII's are escaped.
  private func representation(of value: TemplateValue, isPlain: Bool) throws(TemplateFailure) -> TemplateText {
    let text = try TemplateWriting.representation(of: value, limit: limits.output)
    return isPlain ? TextEditing.escapedOutsideASCII(text) : text
  }

  // MARK: Braces

  /// How the fields of a format are numbered: by themselves, or by whoever wrote it.
  private struct Numbering {
    var next = 0
    var isGiven = false
  }

  /// `'{} of {name:>8}'.format(values)`
  func braceFormatted(_ format: TemplateText, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateText {
    var automatic = Numbering()
    return try braceFormatted(format, arguments, &automatic, depth: 0)
  }

  private func braceFormatted(
    _ format: TemplateText, _ arguments: EvaluatedArguments, _ automatic: inout Numbering, depth: Int
  )
    throws(TemplateFailure) -> TemplateText
  {
    guard depth < 3 else { throw failure("a format is nested too deeply") }
    var result = TemplateText([], format.soleOrigin?.ofPart ?? .template)
    let bytes = format.bytes
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
        guard byte == UInt8(ascii: "{"), let close = Self.closing(bytes, position) else {
          throw failure("a brace of a format is not closed")
        }
        result.append(try fieldText(format.slice(position + 1..<close), arguments, &automatic, depth))
        position = close + 1
      }
      start = position
      try work()
      guard result.bytes.count <= limits.output else { throw failure("the template makes too much text", .limit) }
    }
    result.append(format.slice(start..<bytes.count))
    result.isMarkup = format.isMarkup
    return result
  }

  private static func closing(_ bytes: [UInt8], _ open: Int) -> Int? {
    var depth = 0
    for index in open..<bytes.count {
      if bytes[index] == UInt8(ascii: "{") { depth += 1 }
      if bytes[index] == UInt8(ascii: "}") {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }

  /// What one pair of braces becomes.
  private func fieldText(
    _ field: TemplateText, _ arguments: EvaluatedArguments, _ automatic: inout Numbering, _ depth: Int
  )
    throws(TemplateFailure) -> TemplateText
  {
    let bytes = field.bytes
    let nameEnd = bytes.firstIndex { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "!") } ?? bytes.count
    var value = try fieldValue(Array(bytes[..<nameEnd]), arguments, &automatic)
    trace.look(at: value)
    var position = nameEnd
    if position + 1 < bytes.count, bytes[position] == UInt8(ascii: "!") {
      let conversion = bytes[position + 1]
      guard "sra".utf8.contains(conversion) else { throw failure("there is no such conversion") }
      value = .text(
        conversion == UInt8(ascii: "s")
          ? try text(of: value) : try representation(of: value, isPlain: conversion == UInt8(ascii: "a")))
      position += 2
    }
    guard position < bytes.count else { return try text(of: value) }
    let written = try braceFormatted(field.slice(position + 1..<bytes.count), arguments, &automatic, depth: depth + 1)
    guard !written.isEmpty else { return try text(of: value) }
    guard let spec = FormatField(spec: written.bytes) else {
      throw failure("the format '\(String(decoding: written.bytes, as: UTF8.self))' is not supported")
    }
    return try formatted(value, spec)
  }

  private func fieldValue(_ name: [UInt8], _ arguments: EvaluatedArguments, _ automatic: inout Numbering)
    throws(TemplateFailure) -> TemplateValue
  {
    let end = name.firstIndex { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "[") } ?? name.count
    let head = String(decoding: name[..<end], as: UTF8.self)
    var found: TemplateValue?
    if head.isEmpty {
      found = automatic.next < arguments.positional.count ? arguments.positional[automatic.next] : nil
      automatic.next += 1
      guard !automatic.isGiven else { throw failure("a format numbers some of its fields") }
    } else if let index = Int(head) {
      automatic.isGiven = true
      guard automatic.next == 0 else { throw failure("a format numbers some of its fields") }
      found = arguments.positional.indices.contains(index) ? arguments.positional[index] : nil
    } else {
      found = arguments.named.first { $0.name == head }?.value
    }
    guard var value = found else { throw failure("the format '{\(head)}' has no value") }
    var position = end
    while position < name.count {
      if name[position] == UInt8(ascii: ".") {
        let next =
          name[(position + 1)...].firstIndex { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "[") } ?? name.count
        let part = Array(name[position + 1..<next])
        value = try attribute(String(decoding: part, as: UTF8.self), part, of: value)
        position = next
      } else {
        guard let close = name[position...].firstIndex(of: UInt8(ascii: "]")) else {
          throw failure("a bracket of a format is not closed")
        }
        let part = String(decoding: name[position + 1..<close], as: UTF8.self)
        value = try item(Int(part).map { .integer($0) } ?? .text(part), of: value)
        position = close + 1
      }
    }
    return value
  }

  private func formatted(_ value: TemplateValue, _ spec: FormatField) throws(TemplateFailure) -> TemplateText {
    try check(length: spec.width ?? 0)
    switch value {
    case .text(let text):
      guard spec.suitsTexts else { throw failure("a string has no such format") }
      return spec.padded(spec.cut(text), alignment: UInt8(ascii: "<"))
    case .integer, .bool, .digits:
      if "eEfFgG%".utf8.contains(spec.type), let number = number(value) { return spec.formatted(number) }
      guard spec.suitsIntegers else { throw failure("an integer has no such format") }
      if case .digits(let digits) = value { return spec.formatted(digits: digits) }
      return spec.formatted(try integer(value))
    case .number(let number):
      guard spec.suitsNumbers else { throw failure("a number has no such format") }
      return spec.formatted(number)
    default: throw failure("a value of type \(value.typeName) has no format")
    }
  }
}
