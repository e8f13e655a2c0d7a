extension TemplateEvaluator {
  func run(_ statements: [TemplateStatement]) throws(TemplateFailure) -> Flow {
    for statement in statements {
      let flow = try run(statement)
      guard case .normal = flow else { return flow }
    }
    return .normal
  }

  private func run(_ statement: TemplateStatement) throws(TemplateFailure) -> Flow {
    try work()
    switch statement {
    case .data(let text): try write(text)
    case .output(let expression, let line):
      self.line = line
      try write(TemplateWriting.text(of: try evaluate(expression)))
    case .condition(let branches, let otherwise):
      for branch in branches {
        line = branch.line
        if truth(of: try evaluate(branch.condition)) { return try run(branch.body) }
      }
      return try run(otherwise)
    case .loop(let loop): return try nested { () throws(TemplateFailure) in try run(loop) }
    case .assign(let target, let expression, let line):
      self.line = line
      let value = try evaluate(expression)
      if case .object(let object) = value, object.message >= 0, message < 0, scopeStart != nil { message = object.message }
      try assign(target, value)
    case .assignBlock(let target, let filters, let body, let line):
      self.line = line
      let text = try capture { () throws(TemplateFailure) in _ = try scoped { () throws(TemplateFailure) in try run(body) } }
      try assign(target, try apply(filters, to: .text(text)))
    case .macro(let macro): set(macro.name, to: .callable(.macro(macro)))
    case .callBlock(let call, let caller, let line):
      self.line = line
      try write(TemplateWriting.text(of: try evaluateCall(call, caller: caller)))
    case .filterBlock(let filters, let body, let line):
      self.line = line
      let text = try capture { () throws(TemplateFailure) in _ = try scoped { () throws(TemplateFailure) in try run(body) } }
      try write(TemplateWriting.text(of: try apply(filters, to: .text(text))))
    case .generation(let body):
      let outer = isGeneration
      isGeneration = true
      defer { isGeneration = outer }
      return try scoped { () throws(TemplateFailure) in try run(body) }
    case .with(let bindings, let body, let line):
      self.line = line
      var values: [TemplateValue] = []
      for binding in bindings { values.append(try evaluate(binding.value)) }
      return try scoped { () throws(TemplateFailure) in
        for (binding, value) in zip(bindings, values) { try assign(binding.target, value) }
        return try run(body)
      }
    case .breakLoop: return .breakLoop
    case .continueLoop: return .continueLoop
    }
    return .normal
  }

  private func apply(_ filters: [TemplateFilterCall], to value: TemplateValue) throws(TemplateFailure) -> TemplateValue {
    var value = value
    for call in filters { value = try filter(call.filter, value, try arguments(call.arguments)) }
    return value
  }

  private func run(_ loop: TemplateLoopStatement) throws(TemplateFailure) -> Flow {
    line = loop.line
    var elements = try elements(of: try evaluate(loop.iterable))
    if let condition = loop.condition {
      var kept: [TemplateValue] = []
      for element in elements {
        let keeps = try scoped { () throws(TemplateFailure) in
          try assign(loop.target, element)
          return truth(of: try evaluate(condition))
        }
        if keeps { kept.append(element) }
      }
      elements = kept
    }
    guard !elements.isEmpty else { return try run(loop.otherwise) }
    let state = TemplateLoop(elements: elements, depth: loopDepth)
    loopDepth += 1
    let outerMessage = message
    let outerScope = scopeStart
    let count = locals.count
    scopeStart = count
    defer {
      loopDepth -= 1
      message = outerMessage
      scopeStart = outerScope
      locals.removeSubrange(count...)
    }
    for (index, element) in elements.enumerated() {
      try work()
      locals.removeSubrange(count...)
      state.index = index
      message = outerMessage
      if case .object(let object) = element, object.message >= 0 { message = object.message }
      if let loopName { locals.append((loopName, .loop(state))) }
      try assign(loop.target, element)
      if case .breakLoop = try run(loop.body) { break }
    }
    return .normal
  }

  // MARK: Macros

  /// Calls a macro with arguments that have been evaluated.
  func call(
    _ macro: TemplateMacro, _ arguments: EvaluatedArguments, caller: TemplateMacro? = nil, isCaller: Bool = false
  ) throws(TemplateFailure) -> TemplateValue {
    guard arguments.positional.count <= macro.parameters.count else {
      throw failure("the macro '\(macro.title)' takes \(macro.parameters.count) arguments, not \(arguments.positional.count)")
    }
    for (name, _) in arguments.named where !macro.parameters.contains(where: { $0.title == name }) {
      throw failure("the macro '\(macro.title)' has no argument '\(name)'")
    }
    return try nested { () throws(TemplateFailure) in
      let outer = (scopeStart, frameStart, line)
      let count = locals.count
      scopeStart = count
      if !isCaller { frameStart = count }
      defer {
        locals.removeSubrange(count...)
        (scopeStart, frameStart, line) = outer
      }
      for (index, parameter) in macro.parameters.enumerated() {
        let value: TemplateValue
        if index < arguments.positional.count {
          value = arguments.positional[index]
        } else if let given = arguments.named.first(where: { $0.name == parameter.title }) {
          value = given.value
        } else if let initial = parameter.initial {
          value = try evaluate(initial)
        } else {
          value = .undefined(parameter.title)
        }
        locals.append((parameter.name, value))
      }
      if let callerName, !isCaller {
        locals.append((callerName, caller.map { .callable(.caller($0)) } ?? .undefined("caller")))
      }
      return .text(try capture { () throws(TemplateFailure) in _ = try run(macro.body) })
    }
  }
}
