/// The methods of strings, lists and dictionaries that do not change them.
enum TemplateMethod: String {
  case strip, lstrip, rstrip, split, rsplit, splitlines, startswith, endswith, replace, upper, lower, title, capitalize
  case find, rfind, index, count, join, removeprefix, removesuffix, isdigit, isalpha, isalnum, isspace, isupper, islower
  case format, get, items, keys, values, copy

  /// The method of a value with that name; nil when it has none.
  init?(_ name: String, of value: TemplateValue) {
    guard let method = TemplateMethod(rawValue: name) else { return nil }
    switch (value, method) {
    case (.object, .get), (.object, .items), (.object, .keys), (.object, .values), (.object, .copy): self = method
    case (.list, .index), (.list, .count), (.list, .copy): self = method
    case (.text, .get), (.text, .items), (.text, .keys), (.text, .values), (.text, .copy): return nil
    case (.text, _): self = method
    default: return nil
    }
  }
}

extension TemplateEvaluator {
  func invoke(_ method: TemplateMethod, on receiver: TemplateValue, _ arguments: EvaluatedArguments) throws(TemplateFailure)
    -> TemplateValue
  {
    switch receiver {
    case .text(let text): return try invoke(method, on: text, arguments)
    case .object(let object): return try invoke(method, on: object, arguments)
    case .list(let list):
      if method == .copy { return receiver }
      guard let wanted = arguments.positional.first else { throw failure("'\(method.rawValue)' needs a value") }
      var count = 0
      for (index, element) in list.elements.enumerated() where try equal(element, wanted) {
        if method == .index { return .integer(index) }
        count += 1
      }
      if method == .index { throw failure("the value is not in the list") }
      return .integer(count)
    default: throw failure("a value of type \(receiver.typeName) has no method '\(method.rawValue)'")
    }
  }

  private func invoke(_ method: TemplateMethod, on object: TemplateObject, _ arguments: EvaluatedArguments)
    throws(TemplateFailure) -> TemplateValue
  {
    try check(elements: object.keys.count)
    switch method {
    case .get:
      guard case .text(let key)? = arguments.positional.first else { throw failure("'get' needs a key") }
      trace.look(at: key)
      return object.value(for: key.bytes) ?? arguments.value(1, "default") ?? .none
    case .keys: return .list(object.keys.map { .text($0) })
    case .values: return .list(object.values)
    case .items:
      return .list(zip(object.keys, object.values).map { .list(TemplateList(elements: [.text($0), $1], isTuple: true)) })
    default: return .object(object)
    }
  }

  private func invoke(_ method: TemplateMethod, on text: TemplateText, _ arguments: EvaluatedArguments)
    throws(TemplateFailure) -> TemplateValue
  {
    try check(length: text.bytes.count)
    func operand(_ index: Int, _ name: String = "") throws(TemplateFailure) -> TemplateText? {
      guard let value = arguments.value(index, name) else { return nil }
      if case .none = value { return nil }
      guard case .text(let operand) = value else {
        throw failure("'\(method.rawValue)' needs a string, not a value of type \(value.typeName)")
      }
      trace.look(at: operand)
      return operand
    }
    func required(_ index: Int, _ name: String = "") throws(TemplateFailure) -> TemplateText {
      guard let text = try operand(index, name) else { throw failure("'\(method.rawValue)' needs a string") }
      return text
    }
    switch method {
    case .strip, .lstrip, .rstrip:
      let start = method != .rstrip
      let end = method != .lstrip
      guard let characters = try operand(0, "chars") else {
        trace.trim(text, start: start, end: end)
        return .text(text.trimmed(start: start, end: end))
      }
      trace.look(at: text)
      return .text(text.slice(TextEditing.stripped(text.bytes, characters.bytes, start: start, end: end)))
    case .startswith, .endswith:
      guard let value = arguments.positional.first else { throw failure("'\(method.rawValue)' needs a string") }
      var found = false
      for candidate in try affixes(value) {
        trace.look(at: candidate)
        let matches =
          method == .startswith
          ? text.bytes.starts(with: candidate.bytes)
          : text.bytes.count >= candidate.bytes.count && text.bytes.suffix(candidate.bytes.count).elementsEqual(candidate.bytes)
        trace.ask(method == .startswith ? .hasPrefix : .hasSuffix, text, candidate.bytes, answer: matches)
        found = found || matches
      }
      return .bool(found)
    default: trace.look(at: text)
    }
    switch method {
    case .split, .rsplit:
      let most = try arguments.value(1, "maxsplit").map { (value) throws(TemplateFailure) in try integer(value) } ?? -1
      let separator = try operand(0, "sep")
      if let separator, separator.isEmpty { throw failure("'split' needs a separator that is not empty") }
      let ranges = TextEditing.split(text.bytes, separator?.bytes, most: most, fromEnd: method == .rsplit)
      try check(elements: ranges.count)
      return .list(ranges.map { .text(text.slice($0)) })
    case .splitlines: return .list(TextEditing.lines(text.bytes).map { .text(text.slice($0)) })
    case .replace:
      let most = try arguments.value(2, "count").map { (value) throws(TemplateFailure) in try integer(value) } ?? -1
      return .text(try replaced(text, required(0, "old"), required(1, "new"), most: most))
    case .upper, .lower, .title, .capitalize: return .text(TextEditing.cased(text, TextEditing.Case(method)))
    case .find, .rfind, .index:
      let wanted = try required(0)
      let places = method == .rfind ? ByteSearch.all(wanted.bytes, in: text.bytes) : []
      let place = method == .rfind ? places.last : ByteSearch.first(wanted.bytes, in: text.bytes[...])
      if method == .index, place == nil { throw failure("the text is not in the string") }
      return .integer(place.map { TextCharacters.count(Array(text.bytes[..<$0])) } ?? -1)
    case .count:
      let wanted = try required(0)
      return .integer(wanted.isEmpty ? TextCharacters.count(text.bytes) + 1 : ByteSearch.all(wanted.bytes, in: text.bytes).count)
    case .join:
      guard let value = arguments.positional.first else { throw failure("'join' needs a list") }
      return .text(try joined(elements(of: value), text, onlyStrings: true))
    case .removeprefix:
      let prefix = try required(0)
      return .text(text.bytes.starts(with: prefix.bytes) ? text.slice(prefix.bytes.count..<text.bytes.count) : text)
    case .removesuffix:
      let suffix = try required(0)
      let matches = text.bytes.count >= suffix.bytes.count && text.bytes.suffix(suffix.bytes.count).elementsEqual(suffix.bytes)
      return .text(matches && !suffix.isEmpty ? text.slice(0..<text.bytes.count - suffix.bytes.count) : text)
    case .isdigit, .isalpha, .isalnum, .isspace, .isupper, .islower: return .bool(TextEditing.holds(method, text.bytes))
    case .format: return .text(try braceFormatted(text, arguments))
    default: throw failure("a string has no method '\(method.rawValue)'")
    }
  }

  private func affixes(_ value: TemplateValue) throws(TemplateFailure) -> [TemplateText] {
    switch value {
    case .text(let text): return [text]
    case .list(let list):
      var texts: [TemplateText] = []
      for element in list.elements { texts += try affixes(element) }
      return texts
    default: throw failure("a string is expected, not a value of type \(value.typeName)")
    }
  }

  func replaced(_ text: TemplateText, _ old: TemplateText, _ new: TemplateText, most: Int) throws(TemplateFailure) -> TemplateText {
    let places: [Int] =
      old.isEmpty ? TextCharacters.offsets(text.bytes) : ByteSearch.all(old.bytes, in: text.bytes)
    let taken = most < 0 ? places[...] : places.prefix(most)
    guard !taken.isEmpty else { return text }
    try check(length: text.bytes.count + taken.count.multipliedClamping(by: new.bytes.count))
    var result = TemplateText("")
    var position = 0
    for place in taken {
      result.append(text.slice(position..<place))
      result.append(new)
      position = place + old.bytes.count
      try work()
    }
    result.append(text.slice(position..<text.bytes.count))
    return result
  }

  func joined(_ elements: [TemplateValue], _ separator: TemplateText, onlyStrings: Bool) throws(TemplateFailure) -> TemplateText {
    var result = TemplateText("")
    for (index, element) in elements.enumerated() {
      if onlyStrings {
        guard case .text = element else { throw failure("'join' needs strings, not a value of type \(element.typeName)") }
      }
      if index > 0 { result.append(separator) }
      result.append(TemplateWriting.text(of: element))
      try work(1 + (separator.bytes.count + 63) / 64)
      guard result.bytes.count <= limits.output else { throw failure("the template makes too much text", .limit) }
    }
    try check(length: result.bytes.count)
    return result
  }
}
