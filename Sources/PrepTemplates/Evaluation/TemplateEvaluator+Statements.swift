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
      try write(try text(of: try evaluate(expression)))
    case .condition(let branches, let otherwise): return try run(branches, otherwise)
    case .loop(let loop): return try nested { () throws(TemplateFailure) in try run(loop) }
    case .assign(let target, let expression, let line):
      self.line = line
      let value = try evaluate(expression)
      if case .object(let object) = value, object.isMessage, !context.isSettled, scopeStart != nil {
        context = Context(message: object.origin.message, isSettled: context.message < 0)
      }
      try assign(target, value)
    case .assignBlock(let target, let filters, let body, let line):
      self.line = line
      var flow = Flow.normal
      let text = try capture { () throws(TemplateFailure) in
        flow = try scoped { () throws(TemplateFailure) in try run(body) }
      }
      guard case .normal = flow else { return flow }
      try assign(target, try apply(filters, to: .text(text)))
    case .macro(let macro): set(macro.name, to: .callable(.macro(TemplateMacroClosure(macro, names: visibleNames))))
    case .callBlock(let call, let caller, let line):
      self.line = line
      try write(onlyText(try evaluateCall(call, caller: TemplateMacroClosure(caller, names: visibleNames))))
    case .filterBlock(let filters, let body, let line):
      self.line = line
      var flow = Flow.normal
      let text = try capture { () throws(TemplateFailure) in
        flow = try scoped { () throws(TemplateFailure) in try run(body) }
      }
      guard case .normal = flow else { return flow }
      try write(onlyText(try apply(filters, to: .text(text))))
    case .generation(let body):
      let outer = isGeneration
      isGeneration = true
      defer { isGeneration = outer }
      return try scoped { () throws(TemplateFailure) in
        // It is a macro that is called with nothing.
        for (number, value) in macroNames { locals.append((number, value)) }
        return try run(body)
      }
    case .with(let bindings, let body, let line):
      self.line = line
      var values: [TemplateValue] = []
      for binding in bindings { values.append(try evaluate(binding.value)) }
      return try scoped { () throws(TemplateFailure) in
        for (binding, value) in zip(bindings, values) { try assign(binding.target, value) }
        return try run(body)
      }
    case .scope(let body), .block(let body, isScoped: true):
      return try scoped { () throws(TemplateFailure) in try run(body) }
    case .block(let body, isScoped: false):
      let frame = frameStart
      frameStart = locals.count
      defer { frameStart = frame }
      return try scoped { () throws(TemplateFailure) in try run(body) }
    case .failure(let message, let line):
      self.line = line
      throw failure(message, .unsupported)
    case .breakLoop: return .breakLoop
    case .continueLoop: return .continueLoop
    }
    return .normal
  }

  /// What a call or a filter puts into the output has to be text.
  private func onlyText(_ value: TemplateValue) throws(TemplateFailure) -> TemplateText {
    guard case .text(let text) = value else {
      throw failure("only text can be printed here, not a value of type \(value.typeName)")
    }
    return text
  }

  private func apply(_ filters: [TemplateFilterCall], to value: TemplateValue) throws(TemplateFailure) -> TemplateValue
  {
    var value = value
    for call in filters { value = try filter(call.filter, value, try arguments(call.arguments)) }
    return value
  }

  private func run(_ branches: [TemplateBranch], _ otherwise: [TemplateStatement]) throws(TemplateFailure) -> Flow {
    let outer = context
    touched = -1
    for branch in branches {
      line = branch.line
      if truth(of: try evaluate(branch.condition)) { return try run(branch.body, since: outer) }
    }
    return try run(otherwise, since: outer)
  }

  /// Runs the branch of a condition: what it prints is for the message that the condition asked about, where nothing
  /// else says.
  private func run(_ body: [TemplateStatement], since outer: Context) throws(TemplateFailure) -> Flow {
    guard touched >= 0, !context.isSettled, touched != context.message else { return try run(body) }
    context = Context(message: touched)
    let flow = try run(body)
    if context.message == touched { context = outer }
    return flow
  }

  /// The names of the current frame, for macros that are defined in it.
  private var visibleNames: [(name: Int, value: TemplateValue)] {
    scopeStart == nil ? [] : Array(locals[frameStart...])
  }

  private func run(_ loop: TemplateLoopStatement) throws(TemplateFailure) -> Flow {
    line = loop.line
    let value = try evaluate(loop.iterable)
    return try run(loop, over: value)
  }

  /// Runs a loop over a value.
  func run(_ loop: TemplateLoopStatement, over value: TemplateValue) throws(TemplateFailure) -> Flow {
    var elements = try elements(of: value)
    // A text of the data, character by character: the template wants a list.
    // Where nothing is printed, it only looks for something in it, as for images.
    let printed = output.bytes.count
    let isOfCharacters =
      if case .text(let text) = value {
        elements.count > 1 && text.soleOrigin.map({ $0.kind != .template }) ?? false
      } else { false }
    defer { if isOfCharacters, output.bytes.count > printed { wroteObject = true } }
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
    guard !elements.isEmpty else { return try scoped { () throws(TemplateFailure) in try run(loop.otherwise) } }
    let state = TemplateLoop(elements: elements, depth: loopDepth, statement: loop.isRecursive ? loop : nil)
    loopDepth += 1
    let outerContext = context
    let outerScope = scopeStart
    let count = locals.count
    scopeStart = count
    defer {
      loopDepth -= 1
      context = outerContext
      scopeStart = outerScope
      locals.removeSubrange(count...)
    }
    var isComplete = false
    for (index, element) in elements.enumerated() {
      try work()
      locals.removeSubrange(count...)
      state.index = index
      context = outerContext
      enter(element)
      if let loopName { locals.append((loopName, .loop(state))) }
      try assign(loop.target, element)
      let start = output.bytes.count
      let flow = try run(loop.body)
      if element.source.message < 0 { output.settle(from: start, outer: outerContext.message) }
      if case .breakLoop = flow { break }
      if case .normal = flow { isComplete = true }
    }
    guard !isComplete, !loop.otherwise.isEmpty else { return .normal }
    // As Jinja has it: a loop of which no round came to its end did nothing.
    locals.removeSubrange(count...)
    context = outerContext
    return try run(loop.otherwise)
  }

  /// What follows is printed for what an element comes from.
  private func enter(_ element: TemplateValue) {
    let (message, field) = element.source
    guard message >= 0 else {
      // Its own members, such as names that were put together, change nothing; numbers may be the places of other
      // messages.
      if case .integer = element { context.isSettled = false }
      return
    }
    context = Context(message: message, field: field, isSettled: true)
  }

  // MARK: Macros

  /// Calls a macro with arguments that have been evaluated.
  func call(_ closure: TemplateMacroClosure, _ arguments: EvaluatedArguments, caller: TemplateMacroClosure? = nil)
    throws(TemplateFailure) -> TemplateValue
  {
    let macro = closure.macro
    guard macro.takes.list || arguments.positional.count <= macro.parameters.count else {
      throw failure(
        "the macro '\(macro.title)' takes \(macro.parameters.count) arguments, not \(arguments.positional.count)")
    }
    var others: [(name: String, value: TemplateValue)] = []
    for argument in arguments.named {
      if let index = macro.parameters.firstIndex(where: { $0.title == argument.name }) {
        if index >= arguments.positional.count { continue }
        guard macro.takes.names else {
          throw failure("the macro '\(macro.title)' gets '\(argument.name)' twice")
        }
        others.append(argument)
      } else if macro.takes.caller && argument.name == "caller" || macro.takes.names {
        others.append(argument)
      } else {
        throw failure("the macro '\(macro.title)' has no argument '\(argument.name)'")
      }
    }
    guard caller == nil || macro.takes.caller || macro.takes.names else {
      throw failure("the macro '\(macro.title)' does not call what it is called with")
    }
    return try nested { () throws(TemplateFailure) in
      let outer = (scopeStart, frameStart, line, context)
      let count = locals.count
      scopeStart = count
      frameStart = count
      defer {
        locals.removeSubrange(count...)
        (scopeStart, frameStart, line, context) = outer
      }
      try work(closure.names.count)
      locals += closure.names
      scopeStart = locals.count
      if !closure.names.isEmpty { locals.append((macro.name, .callable(.macro(closure)))) }
      try bind(macro, arguments, others, caller)
      enter(arguments)
      let text = try capture { () throws(TemplateFailure) in _ = try run(macro.body) }
      // A macro that computes a content and adds no words of its own prints for nobody: who prints its result does.
      if outer.3.message < 0 { return .text(text.withoutPlaces) }
      // So does one that writes nothing but words of its own, whatever messages it looks at.
      return .text(text.isOfTemplate ? text.ofNobody : text)
    }
  }

  /// Gives the parameters of a macro their values.
  private func bind(
    _ macro: TemplateMacro, _ arguments: EvaluatedArguments, _ others: [(name: String, value: TemplateValue)],
    _ caller: TemplateMacroClosure?
  ) throws(TemplateFailure) {
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
    if macro.takes.list, let name = names.existing("varargs") {
      locals.append((name, .tuple(Array(arguments.positional.dropFirst(macro.parameters.count)))))
    }
    if macro.takes.names, let name = names.existing("kwargs") {
      var members = TemplateObjectBuilder()
      for other in others where !(macro.takes.caller && other.name == "caller") {
        _ = members.set(.text(other.name), other.value)
      }
      if let caller, !macro.takes.caller { _ = members.set(.text("caller"), .callable(.macro(caller))) }
      locals.append((name, .object(members.object())))
    }
    if macro.takes.caller, let callerName {
      let given = others.first { $0.name == "caller" }?.value
      locals.append((callerName, caller.map { .callable(.macro($0)) } ?? given ?? .undefined("caller")))
    }
  }

  /// What a macro prints is for the message that its arguments come from, where there is one.
  private func enter(_ arguments: EvaluatedArguments) {
    var found: (message: Int32, field: TextOrigin.Field) = (-1, .none)
    for value in arguments.positional + arguments.named.map(\.value) {
      let source = value.source
      guard source.message >= 0 else { continue }
      // Where several messages have a say, it is for the last: a tool's result under the name of its call.
      if source.message > found.message {
        found = source
      } else if source.message == found.message, found.field != source.field {
        found.field = .none
      }
    }
    if found.message >= 0 { context = Context(message: found.message, field: found.field, isSettled: true) }
  }
}
