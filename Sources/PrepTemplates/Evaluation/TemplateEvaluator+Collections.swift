extension TemplateEvaluator {
  /// What `select`, `reject`, `selectattr` and `rejectattr` keep.
  func chosen(_ filter: TemplateFilter, _ value: TemplateValue, _ arguments: EvaluatedArguments) throws(TemplateFailure)
    -> TemplateValue
  {
    let byAttribute = filter == .selectattr || filter == .rejectattr
    let keeps = filter == .select || filter == .selectattr
    var rest = arguments.positional[...]
    var name: [UInt8] = []
    if byAttribute {
      guard case .text(let attribute)? = rest.popFirst() else { throw failure("'\(filter.rawValue)' needs a name") }
      name = attribute.bytes
    }
    var test: TemplateTest?
    if case .text(let title)? = rest.popFirst() {
      let word = String(decoding: title.bytes, as: UTF8.self)
      test = TemplateTest(rawValue: word == "==" ? "eq" : word == "!=" ? "ne" : word)
      guard test != nil else { throw failure("the test '\(word)' is not supported in chat templates", .unsupported) }
    }
    var kept: [TemplateValue] = []
    for element in try elements(of: value) {
      try work()
      let subject = byAttribute ? try path(name, of: element) : element
      let holds = try test.map { (test) throws(TemplateFailure) in try self.test(test, subject, Array(rest)) } ?? truth(of: subject)
      if holds == keeps { kept.append(element) }
    }
    return .list(kept)
  }

  /// What `map` makes of each element.
  func mapped(_ value: TemplateValue, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateValue {
    var result: [TemplateValue] = []
    if case .text(let name)? = arguments.named.first(where: { $0.name == "attribute" })?.value {
      let initial = arguments.named.first { $0.name == "default" }?.value
      for element in try elements(of: value) {
        let found = try path(name.bytes, of: element)
        result.append(found.isUndefined ? initial ?? found : found)
      }
      return .list(result)
    }
    guard case .text(let title)? = arguments.positional.first,
      let filter = TemplateFilter(rawValue: String(decoding: title.bytes, as: UTF8.self))
    else { throw failure("this use of 'map' is not supported in chat templates", .unsupported) }
    let rest = EvaluatedArguments(positional: Array(arguments.positional.dropFirst()), named: arguments.named)
    for element in try elements(of: value) { result.append(try contained(self.filter(filter, element, rest))) }
    return .list(result)
  }

  /// A member, or a member of a member: `function.name`.
  func path(_ name: [UInt8], of value: TemplateValue) throws(TemplateFailure) -> TemplateValue {
    var value = value
    for part in name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      if case .undefined = value { return value }
      let text = String(decoding: part, as: UTF8.self)
      value = try item(Int(text).map { .integer($0) } ?? .text(text), of: value)
    }
    return value
  }

  /// The filters that look at all elements together.
  func collected(_ filter: TemplateFilter, _ elements: [TemplateValue], _ arguments: EvaluatedArguments)
    throws(TemplateFailure) -> TemplateValue
  {
    switch filter {
    case .sort:
      var keys: [TemplateValue] = []
      var name: [UInt8]?
      if case .text(let text)? = arguments.value(2, "attribute") { name = text.bytes }
      let isCaseSensitive = arguments.value(1, "case_sensitive").map { truth(of: $0) } ?? false
      for element in elements {
        keys.append(fold(try name.map { (name) throws(TemplateFailure) in try path(name, of: element) } ?? element, isCaseSensitive))
      }
      let isReversed = arguments.value(0, "reverse").map { truth(of: $0) } ?? false
      let order = try sorted(keys, isReversed)
      return .list(order.map { elements[$0] })
    case .unique:
      var kept: [TemplateValue] = []
      var seen: [TemplateValue] = []
      for element in elements {
        let key = fold(element, false)
        var isKnown = false
        for other in seen where try equal(other, key) { isKnown = true }
        if !isKnown {
          seen.append(key)
          kept.append(element)
        }
      }
      return .list(kept)
    case .min, .max:
      guard var best = elements.first else { return .undefined("no item") }
      for element in elements.dropFirst() {
        let order = try order(fold(element, false), fold(best, false))
        if filter == .min ? order < 0 : order > 0 { best = element }
      }
      return best
    case .sum:
      var total = TemplateValue.integer(0)
      for element in elements { total = try operate(.add, total, element) }
      return total
    default:
      let size = try arguments.value(0, "linecount").map { (value) throws(TemplateFailure) in try integer(value) } ?? 1
      guard size > 0 else { throw failure("'batch' needs a size above 0") }
      return .list(
        stride(from: 0, to: elements.count, by: size).map { start in
          .list(Array(elements[start..<Swift.min(start + size, elements.count)]))
        })
    }
  }

  private func fold(_ value: TemplateValue, _ isCaseSensitive: Bool) -> TemplateValue {
    if case .text(let text) = value, !isCaseSensitive { return .text(TextEditing.cased(text, .lower)) }
    return value
  }

  /// The places of keys in order, equal ones as they stood.
  private func sorted(_ keys: [TemplateValue], _ isReversed: Bool) throws(TemplateFailure) -> [Int] {
    var order = Array(keys.indices)
    var buffer = order
    var width = 1
    while width < order.count {
      for start in stride(from: 0, to: order.count, by: 2 * width) {
        var left = start
        var right = Swift.min(start + width, order.count)
        let middle = right
        let end = Swift.min(start + 2 * width, order.count)
        for place in start..<end {
          var takesLeft = right >= end
          if !takesLeft, left < middle {
            let comparison = try self.order(keys[order[left]], keys[order[right]])
            takesLeft = isReversed ? comparison >= 0 : comparison <= 0
          }
          if takesLeft {
            buffer[place] = order[left]
            left += 1
          } else {
            buffer[place] = order[right]
            right += 1
          }
        }
      }
      swap(&order, &buffer)
      width *= 2
    }
    return order
  }

  // MARK: Tests

  func test(_ test: TemplateTest, _ value: TemplateValue, _ arguments: [TemplateValue]) throws(TemplateFailure) -> Bool {
    func operand() throws(TemplateFailure) -> TemplateValue {
      guard let operand = arguments.first else { throw failure("the test '\(test.rawValue)' needs a value") }
      return operand
    }
    switch test {
    case .defined: return !value.isUndefined
    case .undefined: return value.isUndefined
    case .none: if case .none = value { return true } else { return false }
    case .string: if case .text = value { return true } else { return false }
    case .mapping: if case .object = value { return true } else { return false }
    case .boolean: if case .bool = value { return true } else { return false }
    case .integer: if case .integer = value { return true } else if case .digits = value { return true } else { return false }
    case .float: if case .number = value { return true } else { return false }
    case .number: return number(value) != nil
    case .callable: if case .callable = value { return true } else { return value.isUndefined }
    case .sequence, .iterable:
      switch value {
      case .text, .list, .object, .undefined: return true
      default: return false
      }
    case .isTrue: if case .bool(true) = value { return true } else { return false }
    case .isFalse: if case .bool(false) = value { return true } else { return false }
    case .odd: return try integer(value) & 1 == 1
    case .even: return try integer(value) & 1 == 0
    case .divisibleby:
      let divisor = try integer(operand())
      guard divisor != 0, divisor != -1 else { throw failure("division by zero") }
      return try integer(value) % divisor == 0
    case .lower, .upper:
      trace.look(at: value)
      return TextEditing.holds(test == .lower ? .islower : .isupper, TemplateWriting.text(of: value).bytes)
    case .isIn: return try contains(operand(), value)
    case .eq, .equalto, .sameas: return try equal(value, operand())
    case .ne: return try !equal(value, operand())
    case .lt, .lessthan: return try order(value, operand()) < 0
    case .le: return try order(value, operand()) <= 0
    case .gt, .greaterthan: return try order(value, operand()) > 0
    case .ge: return try order(value, operand()) >= 0
    }
  }
}
