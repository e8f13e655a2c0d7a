extension TemplateEvaluator {
  func evaluateCall(_ expression: TemplateExpression, caller: TemplateMacroClosure?) throws(TemplateFailure)
    -> TemplateValue
  {
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
    _ value: TemplateValue, name: String, _ arguments: EvaluatedArguments, caller: TemplateMacroClosure?
  ) throws(TemplateFailure) -> TemplateValue {
    if case .loop(let loop) = value { return try callAgain(loop, arguments) }
    guard case .callable(let callable) = value else {
      throw failure(value.isUndefined ? "'\(name)' is undefined" : "'\(name)' cannot be called")
    }
    switch callable {
    case .function(let function): return try call(function, arguments)
    case .macro(let macro): return try call(macro, arguments, caller: caller)
    case .method(let method, let receiver): return try invoke(method, on: receiver[0], arguments)
    case .loopMethod(let loop, let changed): return try call(loop, changed: changed, arguments)
    case .cycler(let cycler): throw failure("a value of type \(cycler.values.count) cannot be called")
    case .cyclerMethod(let cycler, let resets):
      if resets {
        cycler.position = 0
        return .none
      }
      defer { cycler.position = (cycler.position + 1) % cycler.values.count }
      return cycler.values[cycler.position]
    case .joiner(let joiner):
      defer { joiner.isUsed = true }
      return joiner.isUsed ? joiner.separator : .text("")
    }
  }

  /// Runs the body of a recursive loop for other elements.
  private func callAgain(_ loop: TemplateLoop, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateValue
  {
    guard let statement = loop.statement, let value = arguments.positional.first else {
      throw failure("the loop is not recursive")
    }
    return try nested { () throws(TemplateFailure) in
      .text(try capture { () throws(TemplateFailure) in _ = try run(statement, over: value) })
    }
  }

  private func call(_ loop: TemplateLoop, changed: Bool, _ arguments: EvaluatedArguments) throws(TemplateFailure)
    -> TemplateValue
  {
    if changed {
      for value in arguments.positional { trace.look(at: value) }
      let isSame = try loop.lastChecked.map { (last) throws(TemplateFailure) in
        try equal(.list(last), .list(arguments.positional))
      }
      loop.lastChecked = arguments.positional
      return .bool(!(isSame ?? false))
    }
    guard !arguments.positional.isEmpty else { throw failure("cycle needs values") }
    return arguments.positional[loop.index % arguments.positional.count]
  }

  private func call(_ function: TemplateFunction, _ arguments: EvaluatedArguments) throws(TemplateFailure)
    -> TemplateValue
  {
    switch function {
    case .range: return try range(arguments.positional)
    case .namespace:
      let namespace = TemplateNamespace()
      namespaces.append(namespace)
      let members = try dictionary(arguments)
      for (key, value) in zip(members.keys, members.values) { namespace.set(try text(of: key).bytes, to: value) }
      return .namespace(namespace)
    case .dict:
      let members = try dictionary(arguments)
      // A message with other members still is that message.
      guard case .object(let object)? = arguments.positional.first else { return .object(members.object()) }
      return .object(members.object(object.origin, isMessage: object.isMessage))
    case .cycler:
      guard !arguments.positional.isEmpty else { throw failure("cycler needs values") }
      return .callable(.cycler(TemplateCycler(arguments.positional)))
    case .joiner: return .callable(.joiner(TemplateJoiner(arguments.value(0, "sep") ?? .text(", "))))
    case .raiseException:
      let message = try arguments.value(0, "message").map { (value) throws(TemplateFailure) in try text(of: value) }
      throw failure(message.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "the template refuses", .refused)
    case .lipsum: throw failure("'lipsum' is not supported in chat templates", .unsupported)
    case .formatTime:
      guard case .text(let format)? = arguments.value(0, "format") else { throw failure("strftime_now needs a format") }
      guard let time else { throw failure("the template asks for the date; it has to be given", .evaluation) }
      return .text(TemplateText(time.formatted(format.bytes)))
    }
  }

  /// The members that `dict` and `namespace` are given: a dictionary or pairs, and names.
  private func dictionary(_ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateObjectBuilder {
    guard arguments.positional.count <= 1 else { throw failure("a dictionary is made of one value") }
    var result = TemplateObjectBuilder()
    func set(_ key: TemplateValue, _ value: TemplateValue) throws(TemplateFailure) {
      guard result.set(key, try contained(value)) else {
        throw failure("a value of type \(key.typeName) cannot be a key")
      }
    }
    if case .object(let object)? = arguments.positional.first {
      for (key, value) in zip(object.keys, object.values) { try set(key, value) }
    } else if let value = arguments.positional.first {
      for pair in try elements(of: value) {
        let sides = try elements(of: pair)
        guard sides.count == 2 else { throw failure("a dictionary is made of pairs") }
        try set(sides[0], sides[1])
      }
    }
    for (name, value) in arguments.named { try set(.text(name), value) }
    return result
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
    guard distance.signum() == step.signum() else {
      return .list(TemplateList(elements: [], kind: .range, bounds: [start, stop, step]))
    }
    let count = (distance.magnitude - 1) / step.magnitude + 1
    // The sandbox of Jinja refuses longer ones.
    guard count <= 100_000 else { throw failure("range is too long", .limit) }
    try check(elements: Int(count))
    return .list(
      TemplateList(
        elements: (0..<Int(count)).map { .integer(start + $0 * step) }, kind: .range, bounds: [start, stop, step]))
  }
}
