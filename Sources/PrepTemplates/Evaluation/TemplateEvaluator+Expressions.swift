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
        let text = TemplateWriting.text(of: try evaluate(part))
        if index == 0 { result = text } else { result.append(text) }
        try check(length: result.bytes.count)
      }
      return .text(result)
    case .binary(let operation, let left, let right): return try operate(operation, evaluate(left), evaluate(right))
    case .negate(let inner):
      switch try evaluate(inner) {
      case .integer(let value):
        guard value != .min else { throw failure("an integer is out of range") }
        return .integer(-value)
      case .number(let value): return .number(-value)
      case .bool(let value): return .integer(value ? -1 : 0)
      case let other: throw failure("a value of type \(other.typeName) cannot be negated")
      }
    case .list(let expressions, let isTuple):
      var elements: [TemplateValue] = []
      elements.reserveCapacity(expressions.count)
      for expression in expressions { elements.append(try contained(evaluate(expression))) }
      return .list(TemplateList(elements: elements, isTuple: isTuple))
    case .object(let members):
      var keys: [TemplateText] = []
      var values: [TemplateValue] = []
      for (key, value) in members {
        guard case .text(let text) = try evaluate(key) else { throw failure("keys that are not strings are not supported", .unsupported) }
        let value = try contained(evaluate(value))
        if let index = keys.firstIndex(where: { $0.bytes == text.bytes }) { values[index] = value } else {
          keys.append(text)
          values.append(value)
        }
      }
      return .object(TemplateObject(keys: keys, values: values))
    case .text, .integer, .number, .bool, .none, .name: return try evaluate(expression)
    }
  }

  func arguments(_ arguments: TemplateArguments) throws(TemplateFailure) -> EvaluatedArguments {
    var result = EvaluatedArguments()
    for argument in arguments.positional { result.positional.append(try evaluate(argument)) }
    for argument in arguments.named { result.named.append((argument.name, try evaluate(argument.value))) }
    return result
  }

  // MARK: Calls

  func evaluateCall(_ expression: TemplateExpression, caller: TemplateMacro?) throws(TemplateFailure) -> TemplateValue {
    guard case .call(let target, let written) = expression else { throw failure("this cannot be called") }
    if case .attribute(let base, let name, let key) = target {
      let receiver = try evaluate(base)
      if let method = TemplateMethod(name, of: receiver) {
        return try invoke(method, on: receiver, arguments(written))
      }
      let value = try attribute(name, key, of: receiver)
      return try call(value, name: name, arguments(written), caller: caller)
    }
    let value = try evaluate(target)
    var name = "this"
    if case .name(let number) = target { name = nameText(number) }
    return try call(value, name: name, arguments(written), caller: caller)
  }

  private func call(
    _ value: TemplateValue, name: String, _ arguments: EvaluatedArguments, caller: TemplateMacro?
  ) throws(TemplateFailure) -> TemplateValue {
    guard case .callable(let callable) = value else {
      throw failure(value.isUndefined ? "'\(name)' is undefined" : "'\(name)' cannot be called")
    }
    switch callable {
    case .function(let function): return try call(function, arguments)
    case .macro(let macro): return try call(macro, arguments, caller: caller)
    case .caller(let macro): return try call(macro, arguments, isCaller: true)
    case .method(let method, let receiver): return try invoke(method, on: receiver[0], arguments)
    case .loopMethod(let loop, let changed): return try call(loop, changed: changed, arguments)
    }
  }

  private func call(_ loop: TemplateLoop, changed: Bool, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateValue {
    if changed {
      for value in arguments.positional { trace.look(at: value) }
      let isSame = try loop.lastChecked.map { (last) throws(TemplateFailure) in try equal(.list(last), .list(arguments.positional)) }
      loop.lastChecked = arguments.positional
      return .bool(!(isSame ?? false))
    }
    guard !arguments.positional.isEmpty else { throw failure("cycle needs values") }
    return arguments.positional[loop.index % arguments.positional.count]
  }

  private func call(_ function: TemplateFunction, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateValue {
    switch function {
    case .range: return try range(arguments.positional)
    case .namespace:
      let namespace = TemplateNamespace()
      for (name, value) in arguments.named { namespace[name] = try contained(value) }
      return .namespace(namespace)
    case .dict:
      var values: [TemplateValue] = []
      for (_, value) in arguments.named { values.append(try contained(value)) }
      return .object(TemplateObject(keys: arguments.named.map { TemplateText($0.name) }, values: values))
    case .raiseException:
      let message = arguments.positional.first.map { TemplateWriting.text(of: $0) } ?? TemplateText("the template refuses")
      throw failure(String(decoding: message.bytes, as: UTF8.self), .refused)
    case .formatTime:
      guard case .text(let format)? = arguments.positional.first else { throw failure("strftime_now needs a format") }
      guard let time else { throw failure("the template asks for the date; it has to be given", .evaluation) }
      return .text(TemplateText(try time.formatted(format.bytes)))
    }
  }

  private func range(_ values: [TemplateValue]) throws(TemplateFailure) -> TemplateValue {
    var numbers: [Int] = []
    for value in values { numbers.append(try integer(value)) }
    guard (1...3).contains(numbers.count) else { throw failure("range takes one to three numbers") }
    let start = numbers.count > 1 ? numbers[0] : 0
    let stop = numbers.count > 1 ? numbers[1] : numbers[0]
    let step = numbers.count > 2 ? numbers[2] : 1
    guard step != 0 else { throw failure("range needs a step that is not 0") }
    let (distance, overflow) = stop.subtractingReportingOverflow(start)
    guard !overflow, step != .min else { throw failure("range is too long", .limit) }
    let count = step > 0 ? max(0, (distance - 1) / step + 1) : max(0, (distance + 1) / step + 1)
    guard distance.signum() == step.signum() else { return .list([]) }
    try check(elements: count)
    return .list((0..<count).map { .integer(start + $0 * step) })
  }
}
