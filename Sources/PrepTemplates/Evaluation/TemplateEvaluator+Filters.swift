extension TemplateEvaluator {
  func filter(_ filter: TemplateFilter, _ value: TemplateValue, _ arguments: EvaluatedArguments) throws(TemplateFailure)
    -> TemplateValue
  {
    if let fault = filter.signature.fault(in: arguments) { throw failure("'\(filter.rawValue)' \(fault)") }
    switch filter {
    case .trim:
      let text = try text(of: value)
      try check(length: text.bytes.count)
      if let characters = arguments.value(0, "chars"), !isNone(characters) {
        return try invoke(.strip, on: .text(text), EvaluatedArguments(positional: [characters]))
      }
      trace.trim(text, start: true, end: true)
      return .text(text.trimmed(start: true, end: true))
    case .defaultValue, .d:
      let initial = arguments.value(0, "default_value") ?? .text("")
      if value.isUndefined { return initial }
      if let flag = arguments.value(1, "boolean"), truth(of: flag), !truth(of: value) { return initial }
      return value
    case .string: return .text(try text(of: value))
    case .safe:
      var text = try text(of: value)
      text.isMarkup = true
      return .text(text)
    case .length, .count:
      if case .list(let list) = value { return .integer(list.elements.count) }
      return try length(of: value)
    case .first, .last: return try end(of: value, isFirst: filter == .first)
    case .list: return .list(try elements(of: value))
    case .reverse:
      if case .text(let text) = value {
        trace.look(at: text)
        try check(length: text.bytes.count)
        let offsets = TextCharacters.offsets(text.bytes)
        return .text(
          TextEditing.arranged(text, (0..<offsets.count - 1).reversed().map { offsets[$0]..<offsets[$0 + 1] }))
      }
      return .generator(TemplateGenerator(try elements(of: value).reversed()))
    case .select, .reject, .selectattr, .rejectattr: return try chosen(filter, value, arguments)
    case .map: return try mapped(value, arguments)
    case .join:
      var elements = try elements(of: value)
      if let name = arguments.value(1, "attribute"), !isNone(name) {
        for index in elements.indices { elements[index] = try path(name, of: elements[index]) }
      }
      let separator =
        try arguments.value(0, "d").map { (value) throws(TemplateFailure) in try text(of: value) } ?? TemplateText("")
      return .text(try joined(elements, separator, onlyStrings: false))
    case .items:
      if value.isUndefined { return .generator(TemplateGenerator([])) }
      guard case .object(let object) = value else {
        return .generator(
          TemplateGenerator([], failure: failure("'items' needs a dictionary, not a value of type \(value.typeName)")))
      }
      try check(elements: object.keys.count)
      return .generator(
        TemplateGenerator(zip(object.keys, object.values).map { .tuple([$0, $1], object.origin.ofPart) }))
    case .attr:
      guard case .text(let name)? = arguments.value(0, "name") else { throw failure("'attr' needs a name") }
      if case .object = value {
        return TemplateMethod(String(decoding: name.bytes, as: UTF8.self), of: value).map {
          .callable(.method($0, on: [value]))
        }
          ?? .undefined("attribute")
      }
      return try attribute(String(decoding: name.bytes, as: UTF8.self), name.bytes, of: value)
    default:
      trace.look(at: value)
      return try transformed(filter, value, arguments)
    }
  }

  private func end(of value: TemplateValue, isFirst: Bool) throws(TemplateFailure) -> TemplateValue {
    switch value {
    case .list(let list): return (isFirst ? list.elements.first : list.elements.last) ?? .undefined("no item")
    case .generator(let generator):
      guard isFirst else { throw failure("a value of type generator has no last item") }
      return try generator.next() ?? .undefined("no item")
    default:
      if case .text(let text) = value, text.isMarkup, !isFirst, !text.isEmpty {
        return try item(.integer(-1), of: value)
      }
      let elements = try elements(of: value)
      return (isFirst ? elements.first : elements.last) ?? .undefined("no item")
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
      let text = try text(of: value)
      try check(length: text.bytes.count)
      return .text(TextEditing.cased(text, TextEditing.Case(filter)))
    case .replace:
      guard let old = arguments.value(0, "old"), let new = arguments.value(1, "new") else {
        throw failure("'replace' needs two strings")
      }
      var most = -1
      if let count = arguments.value(2, "count"), !isNone(count) { most = try integer(count) }
      var subject = try text(of: value)
      subject.isMarkup = false
      return .text(try replaced(subject, text(of: old), text(of: new), most: most))
    case .int: return try whole(value, arguments)
    case .float:
      if case .undefined(let missing) = value { throw failure("'\(missing)' is undefined") }
      if let number = number(value) { return .number(number) }
      if case .text(let text) = value, let number = PythonNumber.float(text.bytes) { return .number(number) }
      return arguments.value(0, "default") ?? .number(0)
    case .abs:
      if let whole = LongInteger(value) {
        return (LongInteger.order(whole, LongInteger(0)) < 0 ? whole.negated : whole).value
      }
      guard let number = number(value) else { throw failure("'abs' needs a number") }
      return .number(Swift.abs(number))
    case .round: return try rounded(value, arguments)
    case .dictsort: return try sortedMembers(value, arguments)
    case .sort, .unique, .min, .max, .sum, .batch, .slice, .groupby: return try collected(filter, value, arguments)
    case .escape, .e, .forceescape:
      let subject = try text(of: value)
      if subject.isMarkup, filter != .forceescape { return .text(subject) }
      return .text(try escaped(subject))
    default: return try worded(filter, value, arguments)
    }
  }

  /// `int`: a number without what stands behind its point; what is no number becomes the default.
  private func whole(_ value: TemplateValue, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateValue {
    let initial = arguments.value(0, "default") ?? .integer(0)
    if case .undefined(let missing) = value { throw failure("'\(missing)' is undefined") }
    if let whole = wholeNumber(value) { return .integer(whole) }
    if case .digits = value { return value }
    if case .number(let number) = value {
      guard number.isFinite else { return initial }
      if let whole = Int(exactly: number.rounded(.towardZero)) { return .integer(whole) }
      return .digits(Array((number < 0 ? "-" : "").utf8) + Array(PythonNumber.fixed(number, places: 0).utf8))
    }
    guard case .text(let text) = value else { return initial }
    let base = try arguments.value(1, "base").map { (value) throws(TemplateFailure) in try integer(value) } ?? 10
    if let whole = PythonNumber.integer(text.bytes, base: base) { return .integer(whole) }
    if base == 10, let whole = PythonNumber.longInteger(text.bytes) { return whole.value }
    guard let number = PythonNumber.float(text.bytes), number.isFinite else { return initial }
    return Int(exactly: number.rounded(.towardZero)).map { .integer($0) } ?? initial
  }

  private func rounded(_ value: TemplateValue, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateValue
  {
    let places = try arguments.value(0, "precision").map { (value) throws(TemplateFailure) in try integer(value) } ?? 0
    var method = Array("common".utf8)
    if let given = arguments.value(1, "method") { method = try text(of: given).bytes }
    guard let number = number(value) else { throw failure("'round' needs a number") }
    switch String(decoding: method, as: UTF8.self) {
    case "common":
      if case .number = value { return .number(PythonNumber.rounded(number, places: places)) }
      guard let whole = wholeNumber(value) else { return value }
      if places >= 0 { return .integer(whole) }
      return Int(exactly: PythonNumber.rounded(number, places: places)).map { .integer($0) } ?? value
    case let rule where rule == "ceil" || rule == "floor":
      guard places.magnitude < 300 else { throw failure("this precision is not supported", .unsupported) }
      var scale = 1.0
      for _ in 0..<places.magnitude { scale *= 10 }
      if places < 0 { scale = 1 / scale }
      return .number((number * scale).rounded(rule == "ceil" ? .up : .down) / scale)
    default: throw failure("'round' rounds in the ways common, ceil and floor")
    }
  }

  private func json(_ value: TemplateValue, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateText {
    func flag(_ index: Int, _ name: String) -> Bool { arguments.value(index, name).map { truth(of: $0) } ?? false }
    var indentation: [UInt8]?
    if let given = arguments.value(1, "indent"), !isNone(given) {
      if case .text(let text) = given {
        indentation = text.bytes
      } else {
        let width = try integer(given)
        guard width <= 1000 else { throw failure("this indentation is not supported", .unsupported) }
        indentation = [UInt8](repeating: 0x20, count: max(0, width))
      }
    }
    var writer = TemplateJSON(indentation: indentation, limit: limits.output)
    if let given = arguments.value(2, "separators"), !isNone(given) {
      let sides = try elements(of: given)
      guard sides.count == 2 else { throw failure("there are two separators") }
      writer.itemSeparator = try text(of: sides[0]).bytes
      writer.keySeparator = try text(of: sides[1]).bytes
    }
    writer.escapesOtherScripts = flag(0, "ensure_ascii")
    writer.sortsKeys = flag(3, "sort_keys")
    do throws(TemplateFailure) {
      let text = try writer.write(value)
      try check(length: text.bytes.count)
      return text
    } catch { throw failure(error.message, error.code) }
  }

  func escaped(_ text: TemplateText) throws(TemplateFailure) -> TemplateText {
    var result = text
    for (old, new) in [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("'", "&#39;"), ("\"", "&#34;")] {
      result = try replaced(result, TemplateText(old), TemplateText(new), most: -1)
    }
    result.isMarkup = true
    return result
  }
}
