/// A statement of a template.
indirect enum TemplateStatement: Sendable {
  case data(TemplateText)
  case output(TemplateExpression, line: Int)
  case condition([TemplateBranch], otherwise: [TemplateStatement])
  case loop(TemplateLoopStatement)
  case assign(TemplateTarget, TemplateExpression, line: Int)
  case assignBlock(TemplateTarget, [TemplateFilterCall], [TemplateStatement], line: Int)
  case macro(TemplateMacro)
  /// A call whose macro gets the body as `caller`.
  case callBlock(TemplateExpression, caller: TemplateMacro, line: Int)
  case filterBlock([TemplateFilterCall], [TemplateStatement], line: Int)
  /// What an assistant says, as its template marks it.
  case generation([TemplateStatement])
  case with([(target: TemplateTarget, value: TemplateExpression)], [TemplateStatement], line: Int)
  /// A body with names of its own.
  case scope([TemplateStatement])
  /// A body that sees the names at the top alone, or with `scoped` those around it.
  case block([TemplateStatement], isScoped: Bool)
  /// A tag that ends the rendering when it is reached.
  case failure(String, line: Int)
  case breakLoop
  case continueLoop
}

/// A condition with what happens when it holds.
struct TemplateBranch: Sendable {
  let condition: TemplateExpression
  let body: [TemplateStatement]
  let line: Int
}

/// A filter with its arguments.
struct TemplateFilterCall: Sendable {
  let filter: TemplateFilter
  let arguments: TemplateArguments
}

/// A `for` loop.
final class TemplateLoopStatement: Sendable {
  let target: TemplateTarget
  let iterable: TemplateExpression
  let condition: TemplateExpression?
  let body: [TemplateStatement]
  let otherwise: [TemplateStatement]
  /// Whether its body may call it as `loop(…)`.
  let isRecursive: Bool
  let line: Int

  init(
    target: TemplateTarget, iterable: TemplateExpression, condition: TemplateExpression?, body: [TemplateStatement],
    otherwise: [TemplateStatement], isRecursive: Bool, line: Int
  ) {
    self.isRecursive = isRecursive
    self.target = target
    self.iterable = iterable
    self.condition = condition
    self.body = body
    self.otherwise = otherwise
    self.line = line
  }
}

/// A macro.
final class TemplateMacro: Sendable {
  let name: Int
  let title: String
  let parameters: [(name: Int, title: String, initial: TemplateExpression?)]
  let body: [TemplateStatement]
  /// Whether its body speaks of `varargs`, `kwargs` and `caller`: arguments beyond its parameters.
  let takes: (list: Bool, names: Bool, caller: Bool)

  init(
    name: Int, title: String, parameters: [(name: Int, title: String, initial: TemplateExpression?)],
    body: [TemplateStatement], takes: (list: Bool, names: Bool, caller: Bool)
  ) {
    self.takes = takes
    self.name = name
    self.title = title
    self.parameters = parameters
    self.body = body
  }
}

/// The names of a template, each with its number.
struct TemplateNames: Sendable {
  private(set) var names: [String] = []
  private var numbers: [String: Int] = [:]
  /// The names that were spoken of since this was emptied.
  var spoken: Set<String> = []

  mutating func number(of name: String) -> Int {
    spoken.insert(name)
    if let number = numbers[name] { return number }
    numbers[name] = names.count
    names.append(name)
    return names.count - 1
  }

  /// The number of a name the template uses; nil when it does not use it.
  func existing(_ name: String) -> Int? { numbers[name] }
}
