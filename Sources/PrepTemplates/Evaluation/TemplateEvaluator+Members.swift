extension TemplateEvaluator {
  /// `value.name`
  func attribute(_ name: String, _ key: [UInt8], of value: TemplateValue) throws(TemplateFailure) -> TemplateValue {
    if let method = TemplateMethod(name, of: value) { return .callable(.method(method, on: [value])) }
    switch value {
    case .object(let object):
      if object.isMessage { touched = max(touched, object.origin.message) }
      try work(object.keys.count / 8)
      return object.value(for: key) ?? .undefined(name)
    case .namespace(let namespace): return namespace[key] ?? .undefined(name)
    case .loop(let loop): return attribute(name, of: loop)
    case .list(let list) where list.kind == .group:
      return name == "grouper" ? list.elements[0] : name == "list" ? list.elements[1] : .undefined(name)
    case .callable(.cycler(let cycler)):
      switch name {
      case "next": return .callable(.cyclerMethod(cycler, resets: false))
      case "reset": return .callable(.cyclerMethod(cycler, resets: true))
      case "current": return cycler.values[cycler.position]
      default: return .undefined(name)
      }
    case .callable(.macro(let closure)) where name == "name": return .text(closure.macro.title)
    case .undefined(let missing): throw failure("'\(missing)' is undefined")
    default: return .undefined(name)
    }
  }

  private func attribute(_ name: String, of loop: TemplateLoop) -> TemplateValue {
    let index = loop.index
    let count = loop.elements.count
    switch name {
    case "index": return .integer(index + 1)
    case "index0": return .integer(index)
    case "revindex": return .integer(count - index)
    case "revindex0": return .integer(count - index - 1)
    case "first": return .bool(index == 0)
    case "last": return .bool(index == count - 1)
    case "length": return .integer(count)
    case "depth": return .integer(loop.depth + 1)
    case "depth0": return .integer(loop.depth)
    case "previtem": return index > 0 ? loop.elements[index - 1] : .undefined("there is no previous item")
    case "nextitem": return index + 1 < count ? loop.elements[index + 1] : .undefined("there is no next item")
    case "cycle": return .callable(.loopMethod(loop, changed: false))
    case "changed": return .callable(.loopMethod(loop, changed: true))
    default: return .undefined(name)
    }
  }

  /// `value[index]`
  func item(_ index: TemplateValue, of value: TemplateValue) throws(TemplateFailure) -> TemplateValue {
    trace.look(at: index)
    switch value {
    case .object(let object):
      if object.isMessage { touched = max(touched, object.origin.message) }
      try work(object.keys.count / 8)
      if let found = object.value(for: index) { return found }
      return try member(index, of: value)
    case .list(let list):
      guard list.kind.isSequence, let number = wholeNumber(index) else { return try member(index, of: value) }
      let place = number < 0 ? number + list.elements.count : number
      return list.elements.indices.contains(place) ? list.elements[place] : .undefined("item \(number)")
    case .text(let text):
      guard let number = wholeNumber(index) else { return try member(index, of: value) }
      trace.look(at: text)
      try check(length: text.bytes.count)
      let offsets = TextCharacters.offsets(text.bytes)
      let place = number < 0 ? number + offsets.count - 1 : number
      guard place >= 0, place < offsets.count - 1 else { return .undefined("item \(number)") }
      return .text(text.slice(offsets[place]..<offsets[place + 1]))
    case .undefined(let missing): throw failure("'\(missing)' is undefined")
    default: return try member(index, of: value)
    }
  }

  /// What an index means that is no place: the attribute of that name.
  private func member(_ index: TemplateValue, of value: TemplateValue) throws(TemplateFailure) -> TemplateValue {
    guard case .text(let name) = index else { return .undefined("item") }
    let title = String(decoding: name.bytes, as: UTF8.self)
    if case .object = value {
      return TemplateMethod(title, of: value).map { .callable(.method($0, on: [value])) } ?? .undefined(title)
    }
    return try attribute(title, name.bytes, of: value)
  }

  /// `value[start:stop:step]`
  func slice(
    _ base: TemplateExpression, _ start: TemplateExpression?, _ stop: TemplateExpression?, _ step: TemplateExpression?
  ) throws(TemplateFailure) -> TemplateValue {
    let value = try evaluate(base)
    var bounds: [Int?] = []
    for expression in [start, stop, step] {
      let bound = try expression.map { (expression) throws(TemplateFailure) in try evaluate(expression) } ?? .none
      bounds.append(
        wholeNumber(bound) ?? LongInteger(bound).map { LongInteger.order($0, LongInteger(0)) < 0 ? .min : .max })
      guard isNone(bound) || LongInteger(bound) != nil else {
        throw failure("an integer is expected, not a value of type \(bound.typeName)")
      }
    }
    let (start, stop, step) = (bounds[0], bounds[1], bounds[2] ?? 1)
    guard step != 0 else { throw failure("a slice needs a step that is not 0") }
    switch value {
    case .list(let list) where list.kind.isSequence:
      try check(elements: list.elements.count)
      let places = Self.places(count: list.elements.count, start, stop, step)
      return .list(
        TemplateList(
          elements: places.map { list.elements[$0] }, kind: list.kind == .group ? .tuple : list.kind,
          origin: list.origin))
    case .text(let text):
      trace.look(at: text)
      try check(length: text.bytes.count)
      let offsets = TextCharacters.offsets(text.bytes)
      let places = Self.places(count: offsets.count - 1, start, stop, step)
      if step == 1 {
        guard let first = places.first, let last = places.last else { return .text(text.slice(0..<0)) }
        return .text(text.slice(offsets[first]..<offsets[last + 1]))
      }
      return .text(TextEditing.arranged(text, places.map { offsets[$0]..<offsets[$0 + 1] }))
    case .undefined(let missing): throw failure("'\(missing)' is undefined")
    default: throw failure("a value of type \(value.typeName) has no slices")
    }
  }

  /// The places a slice takes, as Python does.
  private static func places(count: Int, _ start: Int?, _ stop: Int?, _ step: Int) -> [Int] {
    let lowest = step > 0 ? 0 : -1
    let highest = step > 0 ? count : count - 1
    func clamp(_ bound: Int?, _ initial: Int) -> Int {
      guard let bound else { return initial }
      let place = bound < 0 ? max(bound, -count - 1) + count : bound
      return min(max(place, lowest), highest)
    }
    let first = clamp(start, step > 0 ? lowest : highest)
    let last = clamp(stop, step > 0 ? highest : lowest)
    var places: [Int] = []
    var place = first
    while step > 0 ? place < last : place > last {
      places.append(place)
      let (next, overflow) = place.addingReportingOverflow(step)
      if overflow { break }
      place = next
    }
    return places
  }

  // MARK: Conversions

  func integer(_ value: TemplateValue) throws(TemplateFailure) -> Int {
    switch value {
    case .integer(let value): return value
    case .bool(let value): return value ? 1 : 0
    default: throw failure("an integer is expected, not a value of type \(value.typeName)")
    }
  }

  /// The elements of what can be looped over.
  func elements(of value: TemplateValue) throws(TemplateFailure) -> [TemplateValue] {
    switch value {
    case .list(let list):
      try check(elements: list.elements.count)
      return list.elements
    case .object(let object):
      try check(elements: object.keys.count)
      return object.keys
    case .generator(let generator):
      do throws(TemplateFailure) { return try generator.takeAll() } catch { throw failure(error.message, error.code) }
    case .text(let text):
      trace.look(at: text)
      try check(elements: text.bytes.count)
      let offsets = TextCharacters.offsets(text.bytes)
      // What iterates over marked up text gets plain characters.
      var plain = text
      plain.isMarkup = false
      return (0..<offsets.count - 1).map { .text(plain.slice(offsets[$0]..<offsets[$0 + 1])) }
    case .undefined: return []
    default: throw failure("a value of type \(value.typeName) cannot be looped over")
    }
  }
}
