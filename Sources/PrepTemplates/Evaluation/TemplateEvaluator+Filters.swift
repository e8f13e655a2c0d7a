extension TemplateEvaluator {
  func filter(_ filter: TemplateFilter, _ value: TemplateValue, _ arguments: EvaluatedArguments) throws(TemplateFailure)
    -> TemplateValue
  {
    switch filter {
    case .trim:
      let text = TemplateWriting.text(of: value)
      try check(length: text.bytes.count)
      if let characters = arguments.value(0, "chars"), case .text(let set) = characters {
        return try invoke(.strip, on: .text(text), EvaluatedArguments(positional: [.text(set)]))
      }
      trace.trim(text, start: true, end: true)
      return .text(text.trimmed(start: true, end: true))
    case .defaultValue, .d:
      let initial = arguments.value(0, "default_value") ?? .text("")
      if value.isUndefined { return initial }
      if let flag = arguments.value(1, "boolean"), truth(of: flag), !truth(of: value) { return initial }
      return value
    case .string: return .text(TemplateWriting.text(of: value))
    case .safe: return value
    case .length, .count:
      if case .list(let list) = value { return .integer(list.elements.count) }
      return try length(of: value)
    case .first, .last:
      if case .list(let list) = value {
        return (filter == .first ? list.elements.first : list.elements.last) ?? .undefined("no item")
      }
      let elements = try elements(of: value)
      return (filter == .first ? elements.first : elements.last) ?? .undefined("no item")
    case .list: return .list(try elements(of: value))
    case .reverse:
      if case .text(let text) = value {
        trace.look(at: text)
        return .text(TemplateText(Array(String(decoding: text.bytes, as: UTF8.self).unicodeScalars.reversed().flatMap { Array(String($0).utf8) }), text.mixedOrigin))
      }
      return .list(try elements(of: value).reversed())
    case .select, .reject, .selectattr, .rejectattr: return try chosen(filter, value, arguments)
    case .map: return try mapped(value, arguments)
    case .join:
      var elements = try elements(of: value)
      if case .text(let name)? = arguments.value(1, "attribute") {
        for index in elements.indices { elements[index] = try path(name.bytes, of: elements[index]) }
      }
      let separator = arguments.value(0, "d").map { TemplateWriting.text(of: $0) } ?? TemplateText("")
      return .text(try joined(elements, separator, onlyStrings: false))
    case .items:
      guard case .object = value else {
        if value.isUndefined { return .list([]) }
        throw failure("'items' needs a dictionary, not a value of type \(value.typeName)")
      }
      return try invoke(.items, on: value, arguments)
    case .attr:
      guard case .text(let name)? = arguments.positional.first else { throw failure("'attr' needs a name") }
      return try attribute(String(decoding: name.bytes, as: UTF8.self), name.bytes, of: value)
    default:
      trace.look(at: value)
      return try transformed(filter, value, arguments)
    }
  }

  private func length(of value: TemplateValue) throws(TemplateFailure) -> TemplateValue {
    switch value {
    case .text(let text):
      trace.look(at: text)
      try check(length: text.bytes.count)
      return .integer(TextCharacters.count(text.bytes))
    case .object(let object): return .integer(object.keys.count)
    case .undefined: return .integer(0)
    default: throw failure("a value of type \(value.typeName) has no length")
    }
  }

  /// The filters that look at all of their value.
  private func transformed(_ filter: TemplateFilter, _ value: TemplateValue, _ arguments: EvaluatedArguments)
    throws(TemplateFailure) -> TemplateValue
  {
    switch filter {
    case .tojson: return .text(try json(value, arguments))
    case .upper, .lower, .title, .capitalize:
      let text = TemplateWriting.text(of: value)
      try check(length: text.bytes.count)
      return .text(TextEditing.cased(text, TextEditing.Case(filter)))
    case .replace:
      guard case .text(let old)? = arguments.value(0, "old"), case .text(let new)? = arguments.value(1, "new") else {
        throw failure("'replace' needs two strings")
      }
      let most = try arguments.value(2, "count").map { (value) throws(TemplateFailure) in try integer(value) } ?? -1
      return .text(try replaced(TemplateWriting.text(of: value), old, new, most: most))
    case .int:
      if let whole = wholeNumber(value) { return .integer(whole) }
      if case .number(let number) = value { return Int(exactly: number.rounded(.towardZero)).map { .integer($0) } ?? .integer(0) }
      if case .text(let text) = value {
        let word = String(decoding: text.trimmed(start: true, end: true).bytes, as: UTF8.self)
        if let whole = Int(word) { return .integer(whole) }
        if let number = Double(word), let whole = Int(exactly: number.rounded(.towardZero)) { return .integer(whole) }
      }
      return arguments.value(0, "default") ?? .integer(0)
    case .float:
      if let number = number(value) { return .number(number) }
      if case .text(let text) = value, let number = Double(String(decoding: text.bytes, as: UTF8.self)) { return .number(number) }
      return arguments.value(0, "default") ?? .number(0)
    case .abs:
      if let whole = wholeNumber(value), whole != .min { return .integer(Swift.abs(whole)) }
      guard let number = number(value) else { throw failure("'abs' needs a number") }
      return .number(Swift.abs(number))
    case .round: return try rounded(value, arguments)
    case .dictsort:
      guard case .object(let object) = value else { throw failure("'dictsort' needs a dictionary") }
      let order = object.keys.indices.sorted {
        TextEditing.cased(object.keys[$0], .lower).bytes.lexicographicallyPrecedes(TextEditing.cased(object.keys[$1], .lower).bytes)
      }
      return .list(order.map { .list(TemplateList(elements: [.text(object.keys[$0]), object.values[$0]], isTuple: true)) })
    case .sort, .unique, .min, .max, .sum, .batch: return try collected(filter, elements(of: value), arguments)
    case .indent: return .text(try indented(TemplateWriting.text(of: value), arguments))
    case .escape, .e: return .text(try escaped(TemplateWriting.text(of: value)))
    case .wordcount: return .integer(TextEditing.split(TemplateWriting.text(of: value).bytes, nil, most: -1, fromEnd: false).count)
    default: throw failure("the filter '\(filter.rawValue)' is not supported in chat templates", .unsupported)
    }
  }

  private func rounded(_ value: TemplateValue, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateValue {
    guard let number = number(value) else { throw failure("'round' needs a number") }
    let places = try arguments.value(0, "precision").map { (value) throws(TemplateFailure) in try integer(value) } ?? 0
    guard (0...15).contains(places) else { throw failure("this precision is not supported", .unsupported) }
    let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    return .number((number * scale).rounded(.toNearestOrEven) / scale)
  }

  private func json(_ value: TemplateValue, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateText {
    func flag(_ index: Int, _ name: String) -> Bool { arguments.value(index, name).map { truth(of: $0) } ?? false }
    var writer = TemplateJSON()
    if case .integer(let width)? = arguments.value(1, "indent") {
      guard (0...64).contains(width) else { throw failure("this indentation is not supported", .unsupported) }
      writer = TemplateJSON(indentation: width)
    }
    if case .list(let list)? = arguments.value(2, "separators"), list.elements.count == 2,
      case .text(let item) = list.elements[0], case .text(let key) = list.elements[1]
    {
      writer.itemSeparator = item.bytes
      writer.keySeparator = key.bytes
    }
    writer.escapesOtherScripts = flag(0, "ensure_ascii")
    writer.sortsKeys = flag(3, "sort_keys")
    do throws(TemplateFailure) { try writer.append(value) } catch { throw failure(error.message, error.code) }
    try check(length: writer.bytes.count)
    return TemplateText(writer.bytes, TemplateWriting.origin(of: value))
  }

  private func indented(_ text: TemplateText, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateText {
    let width = try arguments.value(0, "width").map { (value) throws(TemplateFailure) in try integer(value) } ?? 4
    guard (0...1000).contains(width) else { throw failure("this indentation is not supported", .unsupported) }
    let first = arguments.value(1, "first").map { truth(of: $0) } ?? false
    let blank = arguments.value(2, "blank").map { truth(of: $0) } ?? false
    let margin = TemplateText([UInt8](repeating: 0x20, count: width))
    var result = TemplateText("")
    for (index, range) in TextEditing.split(text.bytes, [0x0A], most: -1, fromEnd: false).enumerated() {
      if index > 0 { result.append(TemplateText("\n")) }
      if index == 0 ? first : blank || !range.isEmpty { result.append(margin) }
      result.append(text.slice(range))
      try check(length: result.bytes.count / 64)
      try work(1 + width / 64)
    }
    try check(length: result.bytes.count)
    return result
  }

  private func escaped(_ text: TemplateText) throws(TemplateFailure) -> TemplateText {
    var result = text
    for (old, new) in [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("'", "&#39;"), ("\"", "&#34;")] {
      result = try replaced(result, TemplateText(old), TemplateText(new), most: -1)
    }
    return result
  }
}
