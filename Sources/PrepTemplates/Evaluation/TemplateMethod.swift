/// The methods of strings, lists and dictionaries that do not change them, and the names of those that do.
enum TemplateMethod: String {
  case strip, lstrip, rstrip, split, rsplit, splitlines, startswith, endswith, replace, upper, lower, title, capitalize
  case find, rfind, index, rindex, count, join, removeprefix, removesuffix, isdigit, isalpha, isalnum, isspace, isupper,
    islower
  case isascii, isdecimal, isnumeric, isidentifier, isprintable, istitle, swapcase, casefold, center, ljust, rjust,
    zfill
  case partition, rpartition, expandtabs, translate, maketrans, encode
  case format
  case formatMap = "format_map"
  case get, items, keys, values, copy, fromkeys
  // Jinja's sandbox lets no template call these.
  case append, extend, insert, remove, pop, clear, sort, reverse, update, setdefault, popitem

  /// The method of a value with that name; nil when it has none.
  init?(_ name: String, of value: TemplateValue) {
    guard let method = TemplateMethod(rawValue: name) else { return nil }
    switch value {
    case .object:
      switch method {
      case .get, .items, .keys, .values, .copy, .fromkeys, .pop, .clear, .update, .setdefault, .popitem: self = method
      default: return nil
      }
    case .list(let list):
      switch method {
      case .index, .count: if !list.kind.isSequence { return nil }
      case .copy, .append, .extend, .insert, .remove, .pop, .clear, .sort, .reverse:
        if list.kind != .list { return nil }
      default: return nil
      }
      self = method
    case .text:
      switch method {
      case .get, .items, .keys, .values, .copy, .fromkeys, .append, .extend, .insert, .remove, .pop, .clear, .sort,
        .reverse,
        .update, .setdefault, .popitem:
        return nil
      default: self = method
      }
    default: return nil
    }
  }

  /// Whether it would change its value.
  var changes: Bool {
    switch self {
    case .append, .extend, .insert, .remove, .pop, .clear, .sort, .reverse, .update, .setdefault, .popitem: true
    default: false
    }
  }
}

extension TemplateEvaluator {
  func invoke(_ method: TemplateMethod, on receiver: TemplateValue, _ arguments: EvaluatedArguments)
    throws(TemplateFailure)
    -> TemplateValue
  {
    guard !method.changes else { throw failure("'\(method.rawValue)' changes its value, which templates must not") }
    if let fault = method.signature(of: receiver).fault(in: arguments) {
      throw failure("'\(method.rawValue)' \(fault)")
    }
    switch receiver {
    case .text(let text): return try invoke(method, on: text, arguments)
    case .object(let object): return try invoke(method, on: object, arguments)
    case .list(let list):
      if method == .copy { return receiver }
      guard let wanted = arguments.positional.first else { throw failure("'\(method.rawValue)' needs a value") }
      var count = 0
      func place(_ number: Int, _ initial: Int) throws(TemplateFailure) -> Int {
        guard number < arguments.positional.count else { return initial }
        let place = try integer(arguments.positional[number])
        return Swift.min(Swift.max(place < 0 ? place + list.elements.count : place, 0), list.elements.count)
      }
      let start = try place(1, 0)
      let end = Swift.max(start, try place(2, list.elements.count))
      for index in start..<end where try equal(list.elements[index], wanted) {
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
      guard let key = arguments.positional.first else { throw failure("'get' needs a key") }
      trace.look(at: key)
      try checkKey(key)
      if object.isMessage { touched = max(touched, object.origin.message) }
      return object.value(for: key) ?? arguments.value(1, "default") ?? .none
    case .fromkeys:
      var members = TemplateObjectBuilder()
      for key in try elements(of: arguments.positional.first ?? .none) {
        guard members.set(key, arguments.value(1, "default") ?? .none) else {
          throw failure("a value of type \(key.typeName) cannot be a key")
        }
      }
      return .object(members.object())
    case .keys: return .list(TemplateList(elements: object.keys, kind: .keys, origin: object.origin.ofPart))
    case .values: return .list(TemplateList(elements: object.values, kind: .values, origin: object.origin.ofPart))
    case .items:
      let pairs = zip(object.keys, object.values).map { TemplateValue.tuple([$0, $1], object.origin.ofPart) }
      return .list(TemplateList(elements: pairs, kind: .items, origin: object.origin.ofPart))
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
      trace.look(at: characters)
      let kept = TextEditing.stripped(text.bytes, characters.bytes, start: start, end: end)
      // Line feeds around what somebody says go in the same way whatever it is, as white space does.
      if characters.bytes == [0x0A], let origin = text.soleOrigin, origin.kind == .content, origin.shape.isKnown {
        return .text(text.trimmed(to: kept, start: start ? .lineFeeds : .nothing, end: end ? .lineFeeds : .nothing))
      }
      let scalars = String(decoding: characters.bytes, as: UTF8.self).unicodeScalars
      guard kept == text.bytes.indices, scalars.count <= 4 else {
        trace.look(at: text)
        return .text(text.slice(kept))
      }
      // Nothing of it goes wherever it neither begins nor ends with one of the characters.
      for scalar in scalars {
        let character = Array(String(scalar).utf8)
        if start { trace.ask(.hasPrefix, text, character, answer: false) }
        if end { trace.ask(.hasSuffix, text, character, answer: false) }
      }
      return .text(text)
    case .startswith, .endswith:
      guard let value = arguments.positional.first else { throw failure("'\(method.rawValue)' needs a string") }
      let isPlain = arguments.positional.count == 1
      if !isPlain { trace.look(at: text) }
      var found = false
      guard let window = isPlain ? 0..<text.bytes.count : try window(text, arguments) else { return .bool(false) }
      let bytes = text.bytes[window]
      for candidate in try affixes(value) {
        trace.look(at: candidate)
        let matches =
          method == .startswith ? bytes.starts(with: candidate.bytes) : TextEditing.ends(bytes, in: candidate.bytes)
        if isPlain {
          trace.ask(method == .startswith ? .hasPrefix : .hasSuffix, text, candidate.bytes, answer: matches)
        }
        found = found || matches
      }
      return .bool(found)
    case .split, .rsplit, .replace:
      if case .text(let words)? = arguments.value(0, method == .replace ? "old" : "sep") {
        trace.search(text, for: words.bytes)
      } else {
        trace.look(at: text)
      }
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
    case .splitlines:
      let keepsEnds = arguments.value(0, "keepends").map { truth(of: $0) } ?? false
      var lines = TextEditing.lines(text.bytes)
      try check(elements: lines.count)
      if keepsEnds {
        for index in lines.indices {
          lines[index] =
            lines[index].lowerBound..<(index + 1 < lines.count ? lines[index + 1].lowerBound : text.bytes.count)
        }
      }
      return .list(lines.map { .text(text.slice($0)) })
    case .replace:
      let most = try arguments.value(2, "count").map { (value) throws(TemplateFailure) in try integer(value) } ?? -1
      return .text(try replaced(text, required(0, "old"), required(1, "new"), most: most))
    case .upper, .lower, .title, .capitalize, .swapcase, .casefold:
      return .text(TextEditing.cased(text, TextEditing.Case(method)))
    case .find, .rfind, .index, .rindex, .count: return try found(method, required(0), in: text, arguments)
    case .join:
      guard let value = arguments.positional.first else { throw failure("'join' needs a list") }
      return .text(try joined(elements(of: value), text, onlyStrings: true))
    case .removeprefix:
      let prefix = try required(0)
      return .text(text.bytes.starts(with: prefix.bytes) ? text.slice(prefix.bytes.count..<text.bytes.count) : text)
    case .removesuffix:
      let suffix = try required(0)
      let matches = TextEditing.ends(text.bytes[...], in: suffix.bytes)
      return .text(matches && !suffix.isEmpty ? text.slice(0..<text.bytes.count - suffix.bytes.count) : text)
    case .partition, .rpartition:
      let separator = try required(0)
      guard !separator.isEmpty else { throw failure("'\(method.rawValue)' needs a separator that is not empty") }
      let isLast = method == .rpartition
      let ranges = TextEditing.split(text.bytes, separator.bytes, most: 1, fromEnd: isLast)
      guard ranges.count == 2 else {
        return .tuple(isLast ? [.text(""), .text(""), .text(text)] : [.text(text), .text(""), .text("")])
      }
      return .tuple([ranges[0], ranges[0].upperBound..<ranges[1].lowerBound, ranges[1]].map { .text(text.slice($0)) })
    case .center, .ljust, .rjust, .zfill:
      return .text(try padded(method, text, integer(arguments.positional.first ?? .none), operand(1)))
    case .expandtabs:
      let width = try arguments.value(0, "tabsize").map { (value) throws(TemplateFailure) in try integer(value) } ?? 8
      return .text(try withoutTabs(text, width))
    case .isdigit, .isalpha, .isalnum, .isspace, .isupper, .islower, .isascii, .isdecimal, .isnumeric, .isidentifier,
      .isprintable, .istitle:
      return .bool(TextEditing.holds(method, text.bytes))
    case .format: return .text(try braceFormatted(text, arguments))
    case .formatMap:
      guard case .object(let object)? = arguments.positional.first else {
        throw failure("'format_map' needs a dictionary")
      }
      var named = EvaluatedArguments()
      for (key, value) in zip(object.keys, object.values) {
        named.named.append((String(decoding: try self.text(of: key).bytes, as: UTF8.self), value))
      }
      return .text(try braceFormatted(text, named))
    default: throw failure("'\(method.rawValue)' is not supported in chat templates", .unsupported)
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

  func replaced(_ text: TemplateText, _ old: TemplateText, _ new: TemplateText, most: Int) throws(TemplateFailure)
    -> TemplateText
  {
    let places: [Int] =
      old.isEmpty ? TextCharacters.offsets(text.bytes) : ByteSearch.all(old.bytes, in: text.bytes)
    let taken = most < 0 ? places[...] : places.prefix(most)
    guard !taken.isEmpty else { return text }
    try check(length: text.bytes.count + taken.count.multipliedClamping(by: new.bytes.count))
    var new = new
    if text.isMarkup, !new.isMarkup, new.bytes.contains(where: { "&<>'\"".utf8.contains($0) }) {
      new = try escaped(new)
    }
    // What stands for words of a message is its speaker's, whoever the template prints it for.
    // Only what may be a control token stays the template's.
    if new.isOfTemplate {
      if let origin = text.soleOrigin, origin.kind != .template,
        !new.bytes.contains(where: { "<>[]|".utf8.contains($0) })
      {
        let isMarkup = new.isMarkup
        new = TemplateText(new.bytes, origin.ofPart)
        new.isMarkup = isMarkup
      } else {
        new = new.printed(for: text.message, .none)
      }
    }
    var result = TemplateText([], text.soleOrigin?.ofPart ?? .template)
    var position = 0
    for place in taken {
      result.append(text.slice(position..<place))
      result.append(new)
      position = place + old.bytes.count
      try work()
    }
    result.append(text.slice(position..<text.bytes.count))
    result.isMarkup = text.isMarkup
    return result
  }

  func joined(_ elements: [TemplateValue], _ separator: TemplateText, onlyStrings: Bool) throws(TemplateFailure)
    -> TemplateText
  {
    var result = TemplateText("")
    if elements.count == 1, case .text(let text) = elements[0] { return text }
    for (index, element) in elements.enumerated() {
      if onlyStrings {
        guard case .text = element else {
          throw failure("'join' needs strings, not a value of type \(element.typeName)")
        }
      }
      if index > 0 { result.append(separator) }
      result.append(try text(of: element))
      try work(1 + (separator.bytes.count + 63) / 64)
      guard result.bytes.count <= limits.output else { throw failure("the template makes too much text", .limit) }
    }
    try check(length: result.bytes.count)
    return result
  }
}
