import PrepDiagnostics
import PrepUnicode

/// Reads expressions, and refuses what cannot be right for any record.
struct ExpressionParser {
  private let text: String
  private let tokens: [ExpressionToken]
  private var position = 0
  /// The variables of the macros that are open, the innermost last.
  private var scope: [String] = []
  private(set) var variables = 0
  private var depth = 0

  /// Nothing stands inside of so many others.
  private static let deepest = 200

  init(_ text: String) throws(ExpressionFault) {
    self.text = text
    tokens = try ExpressionScanner.tokens(of: text)
  }

  /// The whole expression.
  mutating func parse() throws(ExpressionFault) -> ExpressionNode {
    if current.kind == .end { throw fault("the expression is empty", at: 0) }
    let node = try choice()
    if current.kind != .end { throw misplaced("an operator is missing here") }
    let type = ExpressionTypes.type(of: node)
    if !type.mayBe(.bool) {
      throw fault("the expression is a \(type.rawValue), and has to be true or false", at: node.range.lowerBound)
    }
    return node
  }

  // MARK: Words

  private var current: ExpressionToken { tokens[position] }

  private var lastEnd: Int {
    // The end of the word before, blanks left out.
    var end = current.offset
    let bytes = Array(text.utf8)
    while end > 0, bytes[end - 1] <= 0x20 { end -= 1 }
    return end
  }

  private func fault(_ message: String, at offset: Int) -> ExpressionFault {
    ExpressionFault(message: message, text: text, offset: offset)
  }

  private mutating func take(_ sign: String) -> Bool {
    guard current.kind == .sign(sign) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ sign: String) throws(ExpressionFault) {
    if !take(sign) { throw misplaced("'\(sign)' is missing here") }
  }

  /// A fault at a word that cannot stand where it does. Those who write Python or SQL hear how an operator is written here.
  private func misplaced(_ message: String) -> ExpressionFault {
    func sign(_ position: Int) -> (word: String, sign: String)? {
      guard tokens.indices.contains(position), case .name(let name) = tokens[position].kind,
        let sign = ExpressionWords.operators[name.lowercased()]
      else { return nil }
      return (name, sign)
    }
    if let found = sign(position) { return fault("'\(found.word)' is written \(found.sign)", at: current.offset) }
    if position > 0, let found = sign(position - 1) {
      return fault("'\(found.word)' is written \(found.sign)", at: tokens[position - 1].offset)
    }
    return fault(message, at: current.offset)
  }

  private func node(_ content: ExpressionNode.Content, from start: Int) throws(ExpressionFault) -> ExpressionNode {
    let node = ExpressionNode(content: content, range: start..<max(start, lastEnd))
    if let message = ExpressionTypes.objection(to: node) { throw fault(message, at: start) }
    return node
  }

  // MARK: Operators, the loosest first

  private mutating func choice() throws(ExpressionFault) -> ExpressionNode {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.deepest { throw fault("the expression is nested too deeply", at: current.offset) }
    let start = current.offset
    let condition = try disjunction()
    guard take("?") else { return condition }
    let first = try disjunction()
    try expect(":")
    let second = try choice()
    return try node(.choice(condition, first, second), from: start)
  }

  private mutating func disjunction() throws(ExpressionFault) -> ExpressionNode {
    let start = current.offset
    var left = try conjunction()
    while take("||") {
      let right = try conjunction()
      left = try node(.or(left, right), from: start)
    }
    return left
  }

  private mutating func conjunction() throws(ExpressionFault) -> ExpressionNode {
    let start = current.offset
    var left = try relation()
    while take("&&") {
      let right = try relation()
      left = try node(.and(left, right), from: start)
    }
    return left
  }

  private mutating func relation() throws(ExpressionFault) -> ExpressionNode {
    let start = current.offset
    let left = try sum()
    if case .name("in") = current.kind {
      position += 1
      let list = try sum()
      return try node(.contains(left, in: list), from: start)
    }
    guard case .sign(let sign) = current.kind, let comparison = ExpressionNode.Comparison(rawValue: sign) else {
      return left
    }
    position += 1
    let right = try sum()
    let result = try node(.comparison(comparison, left, right), from: start)
    if case .sign(let next) = current.kind, ExpressionNode.Comparison(rawValue: next) != nil {
      throw fault("comparisons are joined by &&: a < b && b < c", at: current.offset)
    }
    return result
  }

  private mutating func sum() throws(ExpressionFault) -> ExpressionNode {
    let start = current.offset
    var left = try product()
    while case .sign(let sign) = current.kind, sign == "+" || sign == "-",
      let operation = ExpressionNode.Arithmetic(rawValue: sign)
    {
      position += 1
      let right = try product()
      left = try node(.arithmetic(operation, left, right), from: start)
    }
    return left
  }

  private mutating func product() throws(ExpressionFault) -> ExpressionNode {
    let start = current.offset
    var left = try unary()
    while case .sign(let sign) = current.kind, sign == "*" || sign == "/" || sign == "%",
      let operation = ExpressionNode.Arithmetic(rawValue: sign)
    {
      position += 1
      let right = try unary()
      left = try node(.arithmetic(operation, left, right), from: start)
    }
    return left
  }

  private mutating func unary() throws(ExpressionFault) -> ExpressionNode {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.deepest { throw fault("the expression is nested too deeply", at: current.offset) }
    let start = current.offset
    if take("!") {
      let inner = try unary()
      return try node(.not(inner), from: start)
    }
    if take("-") {
      let inner = try unary()
      return try node(.negative(inner), from: start)
    }
    return try postfix()
  }

  // MARK: Values

  private mutating func postfix() throws(ExpressionFault) -> ExpressionNode {
    let start = current.offset
    var value = try primary()
    while true {
      if take("[") {
        let index = try choice()
        try expect("]")
        value = try node(.element(value, index), from: start)
      } else if take(".") {
        guard case .name(let name) = current.kind else {
          throw fault("the name of a field should be here", at: current.offset)
        }
        let place = current.offset
        position += 1
        value =
          take("(") ? try call(name, on: value, at: place, from: start) : try node(.member(value, name), from: start)
      } else {
        return value
      }
    }
  }

  private mutating func primary() throws(ExpressionFault) -> ExpressionNode {
    let token = current
    position += 1
    switch token.kind {
    case .int(let value): return try node(.literal(.int(value)), from: token.offset)
    case .double(let value): return try node(.literal(.double(value)), from: token.offset)
    case .string(let value): return try node(.literal(.string(value)), from: token.offset)
    case .name(let name): return try named(name, at: token.offset)
    case .sign("("):
      let inner = try choice()
      try expect(")")
      return inner
    case .sign("["):
      var elements: [ExpressionNode] = []
      while !take("]") {
        elements.append(try choice())
        if take("]") { break }
        try expect(",")
      }
      return try node(.list(elements), from: token.offset)
    default:
      position -= 1
      throw fault(token.kind == .end ? "the expression ends too early" : "a value should be here", at: token.offset)
    }
  }

  private mutating func named(_ name: String, at place: Int) throws(ExpressionFault) -> ExpressionNode {
    switch name {
    case "true", "false": return try node(.literal(.bool(name == "true")), from: place)
    case "null": return try node(.literal(.null), from: place)
    case "in": throw fault("a value should be here", at: place)
    default: break
    }
    if take("(") { return try call(name, on: nil, at: place, from: place) }
    if let variable = scope.lastIndex(of: name) { return try node(.variable(variable), from: place) }
    return try node(.name(name), from: place)
  }

  // MARK: Calls

  private mutating func call(_ name: String, on receiver: ExpressionNode?, at place: Int, from start: Int)
    throws(ExpressionFault) -> ExpressionNode
  {
    if name == "has", receiver == nil {
      let field = try choice()
      try expect(")")
      switch field.content {
      case .name, .member: return try node(.has(field), from: start)
      default: throw fault("has() takes a field, such as has(meta.source)", at: field.range.lowerBound)
      }
    }
    if let receiver, let macro = ExpressionNode.Macro(rawValue: name) {
      return try self.macro(macro, on: receiver, at: place, from: start)
    }
    guard let function = ExpressionFunction(rawValue: name), receiver == nil || function.isMethod else {
      throw fault(ExpressionWords.unknown(name, isMethod: receiver != nil), at: place)
    }
    var arguments = receiver.map { [$0] } ?? []
    while !take(")") {
      arguments.append(try choice())
      if take(")") { break }
      try expect(",")
    }
    let wanted = function.arguments.count
    if arguments.count != wanted {
      throw fault(
        "\(name) takes \(Counted(wanted, "value")), not \(arguments.count)", at: place)
    }
    for (argument, type) in zip(arguments, function.arguments) where !ExpressionTypes.type(of: argument).mayBe(type) {
      throw fault(
        "\(name) takes a \(type.rawValue) here, and this is a \(ExpressionTypes.type(of: argument).rawValue)",
        at: argument.range.lowerBound)
    }
    if function == .share, case .name(let name) = arguments[1].content, ExpressionFunction.classes.contains(name) {
      throw fault("the class is a string: \"\(name)\"", at: arguments[1].range.lowerBound)
    }
    if function == .share, case .literal(.string(let name)) = arguments[1].content,
      !ExpressionFunction.classes.contains(String(decoding: name, as: UTF8.self))
    {
      throw fault(
        "share counts one of \(ExpressionFunction.classes.joined(separator: ", "))", at: arguments[1].range.lowerBound)
    }
    guard function.takesPattern else { return try node(.function(function, arguments), from: start) }
    guard case .literal(.string(let pattern)) = arguments[1].content else {
      throw fault("the pattern of \(name) has to stand here, as a string", at: arguments[1].range.lowerBound)
    }
    let expression: RegularExpression
    do throws(UnicodeFailure) {
      expression = try RegularExpression(String(decoding: pattern, as: UTF8.self), dialect: .fancyRegex)
    } catch { throw fault(error.message, at: arguments[1].range.lowerBound) }
    return try node(.pattern(function, arguments[0], expression), from: start)
  }

  private mutating func macro(
    _ macro: ExpressionNode.Macro, on list: ExpressionNode, at place: Int, from start: Int
  ) throws(ExpressionFault) -> ExpressionNode {
    guard case .name(let variable) = current.kind, tokens[position + 1].kind == .sign(",") else {
      throw fault(
        "\(macro.rawValue) takes a name and an expression: messages.\(macro.rawValue)(m, m.role == \"user\")", at: place
      )
    }
    position += 2
    scope.append(variable)
    variables = max(variables, scope.count)
    let body = try choice()
    let number = scope.count - 1
    scope.removeLast()
    try expect(")")
    if macro != .map, !ExpressionTypes.type(of: body).mayBe(.bool) {
      throw fault("\(macro.rawValue) asks whether something holds of each element", at: body.range.lowerBound)
    }
    return try node(.macro(macro, list: list, variable: number, body: body), from: start)
  }
}
