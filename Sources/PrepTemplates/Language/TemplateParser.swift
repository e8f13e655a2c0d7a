/// Turns the tokens of a template into statements. What it does not know is an error, never skipped.
struct TemplateParser {
  /// How deep brackets and blocks may stand inside each other.
  static let deepestNesting = 60
  /// How many operators may follow each other in one expression.
  static let longestChain = 200

  private let tokens: [LocatedToken]
  private var position = 0
  private var depth = 0
  private var loopDepth = 0
  /// How many conditions stand around: there a filter that does not exist matters only when it is reached.
  var conditionDepth = 0
  private(set) var names = TemplateNames()
  private(set) var hasGeneration = false

  /// The statements of a template, and its names.
  static func parse(_ source: [UInt8]) throws(TemplateFailure) -> (
    body: [TemplateStatement], names: TemplateNames, hasGeneration: Bool
  ) {
    var parser = TemplateParser(try TemplateLexer.tokens(of: source))
    let body = try parser.statements(until: [])
    return (body, parser.names, parser.hasGeneration)
  }

  private init(_ tokens: [LocatedToken]) { self.tokens = tokens }

  // MARK: Tokens

  var current: TemplateToken? { position < tokens.count ? tokens[position].token : nil }
  var next: TemplateToken? { position + 1 < tokens.count ? tokens[position + 1].token : nil }
  var line: Int { position < tokens.count ? tokens[position].line : tokens.last?.line ?? 1 }

  mutating func advance() { position += 1 }

  func failure(_ message: String, _ code: TemplateFailure.Code = .syntax) -> TemplateFailure {
    TemplateFailure(code, message, line: line)
  }

  mutating func take(_ symbol: TemplateSymbol) -> Bool {
    guard current == .symbol(symbol) else { return false }
    advance()
    return true
  }

  mutating func take(word: String) -> Bool {
    guard current == .name(word) else { return false }
    advance()
    return true
  }

  mutating func expect(_ token: TemplateToken) throws(TemplateFailure) {
    guard current == token else {
      throw failure("\(token.description) is expected, not \(current?.description ?? "the end")")
    }
    advance()
  }

  mutating func name() throws(TemplateFailure) -> String {
    guard case .name(let name)? = current else {
      throw failure("a name is expected, not \(current?.description ?? "the end")")
    }
    advance()
    return name
  }

  mutating func number(of name: String) -> Int { names.number(of: name) }

  /// Counts one more link of a chain of operators, each of which stands inside the next.
  func lengthen(_ chain: inout Int) throws(TemplateFailure) {
    chain += 1
    guard chain <= Self.longestChain else { throw failure("an expression is too long", .limit) }
  }

  mutating func nested<Result>(_ body: (inout TemplateParser) throws(TemplateFailure) -> Result) throws(TemplateFailure)
    -> Result
  {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepestNesting else { throw failure("the template is nested too deeply", .limit) }
    return try body(&self)
  }

  // MARK: Statements

  /// The statements up to a tag that begins with one of the words; the tag's word has been read then, its arguments
  /// not.
  private mutating func statements(until ends: [String]) throws(TemplateFailure) -> [TemplateStatement] {
    try nested { (parser) throws(TemplateFailure) in
      var result: [TemplateStatement] = []
      while let token = parser.current {
        switch token {
        case .data(let bytes):
          parser.advance()
          result.append(.data(TemplateText(bytes)))
        case .variableBegin:
          let line = parser.line
          parser.advance()
          result.append(.output(try parser.tupleOrExpression(), line: line))
          try parser.expect(.variableEnd)
        case .blockBegin:
          parser.advance()
          if case .name(let word)? = parser.current, ends.contains(word) { return result }
          if let statement = try parser.statement() { result.append(statement) }
        default: throw parser.failure("\(token.description) stands outside of a tag")
        }
      }
      guard ends.isEmpty else { throw parser.failure("'\(ends.last ?? "")' is missing at the end of the template") }
      return result
    }
  }

  /// A body up to its end tag, which is read whole.
  private mutating func body(until end: String, title: String? = nil) throws(TemplateFailure) -> [TemplateStatement] {
    try expect(.blockEnd)
    let body = try statements(until: [end])
    advance()
    if let title { _ = take(word: title) }
    try expect(.blockEnd)
    return body
  }

  private mutating func statement() throws(TemplateFailure) -> TemplateStatement? {
    let line = line
    let word = try name()
    switch word {
    case "if": return try condition()
    case "for": return try loop(line)
    case "set": return try assignment(line)
    case "macro": return .macro(try macro())
    case "call":
      let parameters = current == .symbol(.openParenthesis) ? try self.parameters() : []
      let call = try expression()
      guard case .call = call else { throw failure("a call block needs a call") }
      let caller = try macro(number(of: "caller"), "caller", parameters, until: "endcall")
      return .callBlock(call, caller: caller, line: line)
    case "filter":
      var filters = [try knownFilterCall()]
      while take(.pipe) { filters.append(try knownFilterCall()) }
      return .filterBlock(filters, try body(until: "endfilter"), line: line)
    case "generation":
      hasGeneration = true
      return .generation(try body(until: "endgeneration"))
    case "with": return try with(line)
    case "break", "continue":
      guard loopDepth > 0 else { throw failure("'\(word)' stands outside of a loop") }
      try expect(.blockEnd)
      return word == "break" ? .breakLoop : .continueLoop
    case "block":
      let title = try name()
      let isScoped = take(word: "scoped")
      _ = take(word: "required")
      return .block(try body(until: "endblock", title: title), isScoped: isScoped)
    case "autoescape":
      guard case .bool(false) = try expression() else {
        throw failure("'autoescape' is not supported in chat templates", .unsupported)
      }
      return .scope(try body(until: "endautoescape"))
    case "print":
      var values = [try expression()]
      while take(.comma) { values.append(try expression()) }
      try expect(.blockEnd)
      return values.count == 1 ? .output(values[0], line: line) : .output(.concatenate(values), line: line)
    case "include", "import", "from", "extends":
      while current != .blockEnd, current != nil { advance() }
      try expect(.blockEnd)
      return .failure("'\(word)' asks for another template, and there is none", line: line)
    case "do", "trans", "debug": throw failure("'\(word)' is not supported in chat templates", .unsupported)
    default: throw failure("there is no tag '\(word)'")
    }
  }

  private mutating func condition() throws(TemplateFailure) -> TemplateStatement {
    var branches: [TemplateBranch] = []
    conditionDepth += 1
    defer { conditionDepth -= 1 }
    while true {
      let line = line
      let condition = try tupleOrExpression(withCondition: false)
      try expect(.blockEnd)
      branches.append(
        TemplateBranch(condition: condition, body: try statements(until: ["elif", "else", "endif"]), line: line))
      if take(word: "elif") { continue }
      var otherwise: [TemplateStatement] = []
      if take(word: "else") {
        otherwise = try body(until: "endif")
      } else {
        advance()
        try expect(.blockEnd)
      }
      return .condition(branches, otherwise: otherwise)
    }
  }

  private mutating func loop(_ line: Int) throws(TemplateFailure) -> TemplateStatement {
    let target = try target(allowsMember: false)
    guard take(word: "in") else { throw failure("'in' is expected") }
    let iterable = try tupleOrExpression(withCondition: false)
    let condition = take(word: "if") ? try expression() : nil
    let isRecursive = take(word: "recursive")
    try expect(.blockEnd)
    loopDepth += 1
    let body = try statements(until: ["else", "endfor"])
    loopDepth -= 1
    var otherwise: [TemplateStatement] = []
    if take(word: "else") {
      otherwise = try self.body(until: "endfor")
    } else {
      advance()
      try expect(.blockEnd)
    }
    return .loop(
      TemplateLoopStatement(
        target: target, iterable: iterable, condition: condition, body: body, otherwise: otherwise,
        isRecursive: isRecursive,
        line: line))
  }

  private mutating func assignment(_ line: Int) throws(TemplateFailure) -> TemplateStatement {
    let target = try target(allowsMember: true)
    if take(.assign) {
      let value = try tupleOrExpression()
      try expect(.blockEnd)
      return .assign(target, value, line: line)
    }
    var filters: [TemplateFilterCall] = []
    while take(.pipe) { filters.append(try knownFilterCall()) }
    return .assignBlock(target, filters, try body(until: "endset"), line: line)
  }

  private mutating func target(allowsMember: Bool) throws(TemplateFailure) -> TemplateTarget {
    try nested { (parser) throws(TemplateFailure) in
      var targets: [TemplateTarget] = []
      var isTuple = false
      repeat {
        if parser.take(.openParenthesis) {
          targets.append(try parser.target(allowsMember: false))
          try parser.expect(.symbol(.closeParenthesis))
        } else {
          let name = try parser.name()
          let number = parser.number(of: name)
          if allowsMember, parser.take(.dot) {
            targets.append(.member(number, try parser.name()))
          } else {
            targets.append(.name(number))
          }
        }
        guard parser.take(.comma) else { break }
        isTuple = true
      } while parser.current != .name("in") && parser.current != .symbol(.assign)
      return isTuple ? .several(targets) : targets[0]
    }
  }

  private mutating func macro() throws(TemplateFailure) -> TemplateMacro {
    let title = try name()
    let number = number(of: title)
    return try macro(number, title, parameters(), until: "endmacro")
  }

  private mutating func macro(
    _ name: Int, _ title: String, _ parameters: [(name: Int, title: String, initial: TemplateExpression?)],
    until end: String
  ) throws(TemplateFailure) -> TemplateMacro {
    let outer = (loopDepth, names.spoken)
    loopDepth = 0
    names.spoken = []
    defer {
      loopDepth = outer.0
      names.spoken.formUnion(outer.1)
    }
    let body = try body(until: end)
    let own = names.spoken.subtracting(parameters.map(\.title))
    return TemplateMacro(
      name: name, title: title, parameters: parameters, body: body,
      takes: (own.contains("varargs"), own.contains("kwargs"), own.contains("caller")))
  }

  private mutating func parameters() throws(TemplateFailure) -> [(
    name: Int, title: String, initial: TemplateExpression?
  )] {
    try expect(.symbol(.openParenthesis))
    var result: [(name: Int, title: String, initial: TemplateExpression?)] = []
    while !take(.closeParenthesis) {
      let title = try name()
      let number = number(of: title)
      result.append((number, title, take(.assign) ? try expression() : nil))
      if !take(.comma), current != .symbol(.closeParenthesis) { throw failure("',' is expected") }
    }
    return result
  }

  private mutating func with(_ line: Int) throws(TemplateFailure) -> TemplateStatement {
    var bindings: [(target: TemplateTarget, value: TemplateExpression)] = []
    while current != .blockEnd {
      let title = try name()
      let target = TemplateTarget.name(number(of: title))
      try expect(.symbol(.assign))
      bindings.append((target, try expression()))
      if !take(.comma) { break }
    }
    return .with(bindings, try body(until: "endwith"), line: line)
  }

  /// A filter with its arguments; nil for one that does not exist, which matters when it is reached.
  mutating func filterCall() throws(TemplateFailure) -> (title: String, call: TemplateFilterCall?) {
    let line = line
    var title = try name()
    while take(.dot) { title += "." + (try name()) }
    let filter = TemplateFilter(rawValue: title)
    guard filter != nil || conditionDepth > 0 else {
      throw TemplateFailure(.unsupported, "there is no filter '\(title)'", line: line)
    }
    let arguments = take(.openParenthesis) ? try arguments() : TemplateArguments()
    return (title, filter.map { TemplateFilterCall(filter: $0, arguments: arguments) })
  }

  private mutating func knownFilterCall() throws(TemplateFailure) -> TemplateFilterCall {
    let (title, call) = try filterCall()
    guard let call else { throw failure("there is no filter '\(title)'", .unsupported) }
    return call
  }
}
