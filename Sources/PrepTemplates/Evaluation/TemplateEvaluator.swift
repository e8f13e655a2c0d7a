import PrepDiagnostics

/// How much a template may do for one conversation.
struct TemplateLimits: Sendable {
  /// Operations, and every 64 bytes that are looked at or made.
  var steps = 20_000_000
  /// Bytes of output, and of any one text: twice the longest line that is taken by default.
  var output = 128 << 20
  /// Elements of any one list.
  var elements = 1_000_000
  /// How deep calls and expressions may stand inside each other.
  var depth = 500
  /// How deep lists and dictionaries may stand inside each other.
  var nesting = 200
}

/// Runs the statements of a template once.
final class TemplateEvaluator {
  /// How statements end.
  enum Flow { case normal, breakLoop, continueLoop }

  let names: TemplateNames
  let limits: TemplateLimits
  /// The values of names at the top, by the number of the name.
  var globals: [TemplateValue?]
  /// The values of names inside of loops and macros, the innermost last.
  var locals: [(name: Int, value: TemplateValue)] = []
  /// Where the current scope begins in the locals; nil at the top.
  var scopeStart: Int?
  /// Where the names of the current macro begin in the locals.
  var frameStart = 0
  var output = TemplateOutput()
  /// What is being printed for: a message, and a member of it.
  var context = Context()
  /// The last message whose members were asked for.
  var touched: Int32 = -1
  var isGeneration = false
  var line = 0
  var trace: TemplateTrace
  var loopDepth = 0
  /// The number of the name `loop`; nil when the template does not use it.
  let loopName: Int?
  let callerName: Int?
  /// What `caller`, `varargs` and `kwargs` are in a macro that is called with nothing.
  let macroNames: [(name: Int, value: TemplateValue)]
  /// The time `strftime_now` writes; nil when none was given.
  let time: TemplateTime?
  /// Whether a list or dictionary of the data was written as a program would write it.
  var wroteObject = false
  /// All namespaces that were made, which may hold each other.
  var namespaces: [TemplateNamespace] = []
  private var steps = 0
  private var depth = 0

  init(
    names: TemplateNames, globals: [TemplateValue?], limits: TemplateLimits, time: TemplateTime?, trace: TemplateTrace
  ) {
    self.names = names
    self.globals = globals
    self.limits = limits
    self.time = time
    self.trace = trace
    loopName = names.existing("loop")
    callerName = names.existing("caller")
    macroNames = [
      ("caller", .undefined("caller")), ("varargs", .tuple([])),
      ("kwargs", .object(TemplateObject(keys: [], values: []))),
    ]
    .compactMap { (name: String, value: TemplateValue) in names.existing(name).map { ($0, value) } }
  }

  deinit { for namespace in namespaces { namespace.removeAll() } }

  /// What words are printed for.
  struct Context {
    /// The message; -1 for none.
    var message: Int32 = -1
    var field = TextOrigin.Field.none
    /// Whether the loop or macro at hand is one over messages or their members, so that looking at others does not
    /// count.
    var isSettled = false
  }

  // MARK: Limits

  /// Counts work; every part of the evaluator that loops or copies says how much it does.
  func work(_ amount: Int = 1) throws(TemplateFailure) {
    steps += amount
    guard steps <= limits.steps else { throw failure("the template takes too many steps", .limit) }
  }

  func check(length: Int) throws(TemplateFailure) {
    guard length <= limits.output else { throw failure("the template makes too much text", .limit) }
    try work(1 + length / 64)
  }

  func check(elements: Int) throws(TemplateFailure) {
    guard elements <= limits.elements else { throw failure("the template makes too long a list", .limit) }
    try work(1 + elements)
  }

  func nested<Result>(_ body: () throws(TemplateFailure) -> Result) throws(TemplateFailure) -> Result {
    depth += 1
    defer { depth -= 1 }
    guard depth <= limits.depth else { throw failure("the template is nested too deeply", .limit) }
    return try body()
  }

  func failure(_ message: String, _ code: TemplateFailure.Code = .evaluation) -> TemplateFailure {
    TemplateFailure(code, message, line: line)
  }

  // MARK: Names

  func lookUp(_ name: Int) -> TemplateValue? {
    var index = locals.count - 1
    while index >= frameStart {
      if locals[index].name == name { return locals[index].value }
      index -= 1
    }
    return globals[name]
  }

  func set(_ name: Int, to value: TemplateValue) {
    guard let scopeStart else {
      globals[name] = value
      return
    }
    var index = locals.count - 1
    while index >= scopeStart {
      if locals[index].name == name {
        locals[index].value = value
        return
      }
      index -= 1
    }
    locals.append((name, value))
  }

  func assign(_ target: TemplateTarget, _ value: TemplateValue) throws(TemplateFailure) {
    switch target {
    case .name(let name): set(name, to: value)
    case .member(let name, let member):
      guard case .namespace(let namespace)? = lookUp(name) else {
        throw failure("only members of a namespace can be set")
      }
      namespace.set(Array(member.utf8), to: try contained(value))
    case .several(let targets):
      let elements = try elements(of: value)
      guard elements.count == targets.count else {
        throw failure("\(Counted(elements.count, "value")) cannot be given to \(Counted(targets.count, "name"))")
      }
      for (target, element) in zip(targets, elements) { try assign(target, element) }
    }
  }

  /// A value that may stand inside another: deep nesting is refused.
  func contained(_ value: TemplateValue) throws(TemplateFailure) -> TemplateValue {
    guard value.nesting < limits.nesting else { throw failure("the template nests values too deeply", .limit) }
    return value
  }

  /// What `{{ value }}` prints.
  func text(of value: TemplateValue) throws(TemplateFailure) -> TemplateText {
    if value.isProgramText { wroteObject = true }
    do throws(TemplateFailure) { return try TemplateWriting.text(of: value, limit: limits.output) } catch {
      throw failure(error.message, error.code)
    }
  }

  /// Words that were made for what is being printed for.
  func owned(_ text: TemplateText) -> TemplateText { text.printed(for: context.message, context.field) }

  // MARK: Output

  func write(_ text: TemplateText) throws(TemplateFailure) {
    try check(length: text.bytes.count)
    guard output.bytes.count + text.bytes.count <= limits.output else {
      throw failure("the template makes too much text", .limit)
    }
    output.append(owned(text), message: context.message, isGeneration: isGeneration)
  }

  /// What a body prints, as a text.
  func capture(_ body: () throws(TemplateFailure) -> Void) throws(TemplateFailure) -> TemplateText {
    let outer = output
    output = TemplateOutput()
    defer { output = outer }
    try body()
    return output.text
  }

  /// Runs a body whose names end with it.
  func scoped<Result>(_ body: () throws(TemplateFailure) -> Result) throws(TemplateFailure) -> Result {
    let start = scopeStart
    let count = locals.count
    scopeStart = count
    defer {
      locals.removeSubrange(count...)
      scopeStart = start
    }
    return try body()
  }
}
