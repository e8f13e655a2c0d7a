/// Arguments after evaluation.
struct EvaluatedArguments {
  var positional: [TemplateValue] = []
  var named: [(name: String, value: TemplateValue)] = []

  /// The argument at a place or with a name; nil when it is not given.
  func value(_ index: Int, _ name: String) -> TemplateValue? {
    index < positional.count ? positional[index] : named.first { $0.name == name }?.value
  }
}

extension TemplateEvaluator {
  func evaluate(_ expression: TemplateExpression) throws(TemplateFailure) -> TemplateValue {
    try work()
    switch expression {
    case .text(let text): return .text(text)
    case .integer(let value): return .integer(value)
    case .number(let value): return .number(value)
    case .digits(let digits): return .digits(digits)
    case .bool(let value): return .bool(value)
    case .none: return .none
    case .name(let name): return lookUp(name) ?? .undefined(nameText(name))
    default: return try nested { () throws(TemplateFailure) in try evaluateNested(expression) }
    }
  }

  func nameText(_ number: Int) -> String { names.names[number] }

  private func evaluateNested(_ expression: TemplateExpression) throws(TemplateFailure) -> TemplateValue {
    switch expression {
    case .attribute(let base, let name, let key): return try attribute(name, key, of: evaluate(base))
    case .item(let base, let index): return try item(evaluate(index), of: evaluate(base))
    case .slice(let base, let start, let stop, let step): return try slice(base, start, stop, step)
    case .call: return try evaluateCall(expression, caller: nil)
    case .filter(let filter, let base, let arguments):
      return try self.filter(filter, evaluate(base), self.arguments(arguments))
    case .test(let test, let base, let arguments):
      var values: [TemplateValue] = []
      for argument in arguments { values.append(try evaluate(argument)) }
      return .bool(try self.test(test, evaluate(base), values))
    case .unknown(let name): throw failure("there is no \(name)", .unsupported)
    case .not(let inner): return .bool(!truth(of: try evaluate(inner)))
    case .and(let left, let right):
      let value = try evaluate(left)
      return truth(of: value) ? try evaluate(right) : value
    case .or(let left, let right):
      let value = try evaluate(left)
      return truth(of: value) ? value : try evaluate(right)
    case .conditional(let condition, let then, let otherwise):
      if truth(of: try evaluate(condition)) { return try evaluate(then) }
      return try otherwise.map { (other) throws(TemplateFailure) in try evaluate(other) } ?? .undefined("the inline if")
    case .compare(let first, let others):
      if let answer = try emptiness(of: first, others) { return .bool(answer) }
      var left = try evaluate(first)
      for (comparison, expression) in others {
        let right = try evaluate(expression)
        if !(try compare(comparison, left, right)) { return .bool(false) }
        left = right
      }
      return .bool(true)
    case .concatenate(let parts):
      var result = TemplateText("")
      for (index, part) in parts.enumerated() {
        var text = owned(try self.text(of: try evaluate(part)))
        text.isMarkup = false
        if index == 0 { result = text } else { result.append(text) }
        try check(length: result.bytes.count)
      }
      return .text(result)
    case .binary(let operation, let left, let right): return try operate(operation, evaluate(left), evaluate(right))
    case .negate(let inner):
      let value = try evaluate(inner)
      if case .number(let number) = value { return .number(-number) }
      guard let integer = LongInteger(value) else { throw signless(value) }
      return integer.negated.value
    case .positive(let inner):
      let value = try evaluate(inner)
      if case .number = value { return value }
      guard let integer = LongInteger(value) else { throw signless(value) }
      return integer.value
    case .list(let expressions, let isTuple):
      var elements: [TemplateValue] = []
      elements.reserveCapacity(expressions.count)
      for expression in expressions { elements.append(try contained(evaluate(expression))) }
      return .list(TemplateList(elements: elements, kind: isTuple ? .tuple : .list))
    case .object(let members):
      var builder = TemplateObjectBuilder()
      for (key, value) in members {
        let key = try evaluate(key)
        guard builder.set(key, try contained(evaluate(value))) else {
          throw failure("a value of type \(key.typeName) cannot be a key")
        }
      }
      return .object(builder.object())
    case .text, .integer, .number, .digits, .bool, .none, .name: return try evaluate(expression)
    }
  }

  private func signless(_ value: TemplateValue) -> TemplateFailure {
    if case .undefined(let missing) = value { return failure("'\(missing)' is undefined") }
    return failure("a value of type \(value.typeName) has no sign")
  }

  func arguments(_ arguments: TemplateArguments) throws(TemplateFailure) -> EvaluatedArguments {
    var result = EvaluatedArguments()
    for argument in arguments.positional { result.positional.append(try evaluate(argument)) }
    for argument in arguments.named { result.named.append((argument.name, try evaluate(argument.value))) }
    if let list = arguments.spreadList { result.positional += try elements(of: evaluate(list)) }
    if let names = arguments.spreadNames {
      let value = try evaluate(names)
      guard case .object(let object) = value else {
        throw failure("a value of type \(value.typeName) does not name arguments")
      }
      for (key, value) in zip(object.keys, object.values) {
        guard case .text(let name) = key else { throw failure("arguments have to be named by strings") }
        let title = String(decoding: name.bytes, as: UTF8.self)
        guard !result.named.contains(where: { $0.name == title }) else { throw failure("'\(title)' is given twice") }
        result.named.append((title, value))
      }
    }
    return result
  }

  /// The answer of a comparison that asks whether the length of something is 0; nil for any other.
  ///
  /// Whether there is any text depends on less of it than how much there is.
  private func emptiness(of first: TemplateExpression, _ others: [(TemplateComparison, TemplateExpression)])
    throws(TemplateFailure) -> Bool?
  {
    guard case .filter(let filter, let inner, let arguments) = first, filter == .length || filter == .count,
      arguments.isEmpty, others.count == 1, case .integer(let bound) = others[0].1
    else { return nil }
    let asksForNone: Bool
    switch (others[0].0, bound) {
    case (.equal, 0), (.lessOrEqual, 0), (.less, 1): asksForNone = true
    case (.notEqual, 0), (.greater, 0), (.greaterOrEqual, 1): asksForNone = false
    default: return nil
    }
    let value = try evaluate(inner)
    if case .text = value { return truth(of: value) != asksForNone }
    return try compare(others[0].0, self.filter(filter, value, EvaluatedArguments()), .integer(bound))
  }
}
