extension TemplateParser {
  /// An expression, or a tuple without parentheses.
  mutating func tupleOrExpression(withCondition: Bool = true) throws(TemplateFailure) -> TemplateExpression {
    let first = withCondition ? try expression() : try disjunction()
    guard current == .symbol(.comma) else { return first }
    var elements = [first]
    while take(.comma) {
      if endsTuple { break }
      elements.append(withCondition ? try expression() : try disjunction())
    }
    return .list(elements, isTuple: true)
  }

  private var endsTuple: Bool {
    switch current {
    case nil, .blockEnd?, .variableEnd?, .symbol(.closeParenthesis)?, .name("if")?: true
    default: false
    }
  }

  mutating func expression() throws(TemplateFailure) -> TemplateExpression {
    try nested { (parser) throws(TemplateFailure) in
      var result = try parser.disjunction()
      var chain = 0
      while parser.take(word: "if") {
        try parser.lengthen(&chain)
        parser.conditionDepth += 1
        defer { parser.conditionDepth -= 1 }
        let condition = try parser.disjunction()
        let otherwise = parser.take(word: "else") ? try parser.expression() : nil
        result = .conditional(condition, then: result, otherwise: otherwise)
      }
      return result
    }
  }

  private mutating func disjunction() throws(TemplateFailure) -> TemplateExpression {
    var result = try conjunction()
    var chain = 0
    while take(word: "or") {
      try lengthen(&chain)
      result = .or(result, try conjunction())
    }
    return result
  }

  private mutating func conjunction() throws(TemplateFailure) -> TemplateExpression {
    var result = try negation()
    var chain = 0
    while take(word: "and") {
      try lengthen(&chain)
      result = .and(result, try negation())
    }
    return result
  }

  private mutating func negation() throws(TemplateFailure) -> TemplateExpression {
    guard take(word: "not") else { return try comparison() }
    return try nested { (parser) throws(TemplateFailure) in .not(try parser.negation()) }
  }

  private mutating func comparison() throws(TemplateFailure) -> TemplateExpression {
    let first = try sum()
    var others: [(TemplateComparison, TemplateExpression)] = []
    while let comparison = takeComparison() { others.append((comparison, try sum())) }
    return others.isEmpty ? first : .compare(first, others)
  }

  private mutating func takeComparison() -> TemplateComparison? {
    let found: TemplateComparison?
    switch current {
    case .symbol(.equal)?: found = .equal
    case .symbol(.notEqual)?: found = .notEqual
    case .symbol(.less)?: found = .less
    case .symbol(.lessOrEqual)?: found = .lessOrEqual
    case .symbol(.greater)?: found = .greater
    case .symbol(.greaterOrEqual)?: found = .greaterOrEqual
    case .name("in")?: found = .isIn
    case .name("not")? where next == .name("in"):
      advance()
      found = .isNotIn
    default: found = nil
    }
    if found != nil { advance() }
    return found
  }

  private mutating func sum() throws(TemplateFailure) -> TemplateExpression {
    var result = try concatenation()
    var chain = 0
    while true {
      try lengthen(&chain)
      if take(.add) {
        result = .binary(.add, result, try concatenation())
      } else if take(.subtract) {
        result = .binary(.subtract, result, try concatenation())
      } else {
        return result
      }
    }
  }

  private mutating func concatenation() throws(TemplateFailure) -> TemplateExpression {
    var parts = [try product()]
    while take(.tilde) { parts.append(try product()) }
    return parts.count == 1 ? parts[0] : .concatenate(parts)
  }

  private mutating func product() throws(TemplateFailure) -> TemplateExpression {
    var result = try power()
    var chain = 0
    while true {
      try lengthen(&chain)
      if take(.multiply) {
        result = .binary(.multiply, result, try power())
      } else if take(.divide) {
        result = .binary(.divide, result, try power())
      } else if take(.floorDivide) {
        result = .binary(.floorDivide, result, try power())
      } else if take(.remainder) {
        result = .binary(.remainder, result, try power())
      } else {
        return result
      }
    }
  }

  private mutating func power() throws(TemplateFailure) -> TemplateExpression {
    var result = try unary(withFilter: true)
    var chain = 0
    while take(.power) {
      try lengthen(&chain)
      result = .binary(.power, result, try unary(withFilter: true))
    }
    return result
  }

  private mutating func unary(withFilter: Bool) throws(TemplateFailure) -> TemplateExpression {
    try nested { (parser) throws(TemplateFailure) in
      var result: TemplateExpression
      if parser.take(.subtract) {
        result = .negate(try parser.unary(withFilter: false))
      } else if parser.take(.add) {
        result = .positive(try parser.unary(withFilter: false))
      } else {
        result = try parser.primary()
      }
      result = try parser.postfix(result)
      return withFilter ? try parser.filtered(result) : result
    }
  }

  private mutating func primary() throws(TemplateFailure) -> TemplateExpression {
    guard let token = current else { throw failure("the template ends in an expression") }
    advance()
    switch token {
    case .name("true"), .name("True"): return .bool(true)
    case .name("false"), .name("False"): return .bool(false)
    case .name("none"), .name("None"): return .none
    case .name(let name): return .name(number(of: name))
    case .integer(let value): return .integer(value)
    case .number(let value): return .number(value)
    case .digits(let digits): return .digits(digits)
    case .string(var bytes):
      while case .string(let more)? = current {
        bytes += more
        advance()
      }
      return .text(TemplateText(bytes))
    case .symbol(.openParenthesis):
      if take(.closeParenthesis) { return .list([], isTuple: true) }
      let result = try tupleOrExpression()
      try expect(.symbol(.closeParenthesis))
      return result
    case .symbol(.openBracket): return try list()
    case .symbol(.openBrace): return try object()
    default:
      throw TemplateFailure(.syntax, "\(token.description) does not begin a value", line: line)
    }
  }

  private mutating func list() throws(TemplateFailure) -> TemplateExpression {
    var elements: [TemplateExpression] = []
    while !take(.closeBracket) {
      elements.append(try expression())
      if !take(.comma), current != .symbol(.closeBracket) { throw failure("',' is expected") }
    }
    return .list(elements, isTuple: false)
  }

  private mutating func object() throws(TemplateFailure) -> TemplateExpression {
    var members: [(key: TemplateExpression, value: TemplateExpression)] = []
    while !take(.closeBrace) {
      let key = try expression()
      try expect(.symbol(.colon))
      members.append((key, try expression()))
      if !take(.comma), current != .symbol(.closeBrace) { throw failure("',' is expected") }
    }
    return .object(members)
  }

  // MARK: Behind a value

  private mutating func postfix(_ value: TemplateExpression) throws(TemplateFailure) -> TemplateExpression {
    var result = value
    var chain = 0
    while true {
      try lengthen(&chain)
      if take(.dot) {
        if case .integer(let index)? = current {
          advance()
          result = .item(result, .integer(index))
        } else {
          let name = try name()
          result = .attribute(result, name, Array(name.utf8))
        }
      } else if take(.openBracket) {
        result = try subscripted(result)
      } else if take(.openParenthesis) {
        result = .call(result, try arguments())
      } else {
        return result
      }
    }
  }

  private mutating func subscripted(_ value: TemplateExpression) throws(TemplateFailure) -> TemplateExpression {
    var bounds: [TemplateExpression?] = [nil]
    var isSlice = false
    while !take(.closeBracket) {
      if take(.colon) {
        isSlice = true
        bounds.append(nil)
        guard bounds.count <= 3 else { throw failure("a slice has at most three parts") }
      } else {
        guard bounds[bounds.count - 1] == nil else { throw failure("']' is expected") }
        bounds[bounds.count - 1] = try tupleOrExpression()
      }
    }
    if isSlice { return .slice(value, bounds[0], bounds[1], bounds.count > 2 ? bounds[2] : nil) }
    guard let index = bounds[0] else { throw failure("an index is expected") }
    return .item(value, index)
  }

  /// The arguments of a call up to its closing parenthesis; the opening one has been read.
  mutating func arguments() throws(TemplateFailure) -> TemplateArguments {
    var result = TemplateArguments()
    while !take(.closeParenthesis) {
      if take(.power) {
        guard result.spreadNames == nil else { throw failure("an argument follows a dictionary of arguments") }
        result.spreadNames = try expression()
      } else if take(.multiply) {
        guard result.spreadList == nil, result.spreadNames == nil else {
          throw failure("an argument follows a dictionary of arguments")
        }
        result.spreadList = try expression()
      } else if case .name(let name)? = current, next == .symbol(.assign) {
        guard result.spreadNames == nil else { throw failure("an argument follows a dictionary of arguments") }
        advance()
        advance()
        result.named.append((name, try expression()))
      } else {
        guard result.named.isEmpty, result.spreadList == nil, result.spreadNames == nil else {
          throw failure("an argument without a name follows one with a name")
        }
        result.positional.append(try expression())
      }
      if !take(.comma), current != .symbol(.closeParenthesis) { throw failure("',' is expected") }
    }
    return result
  }

  private mutating func filtered(_ value: TemplateExpression) throws(TemplateFailure) -> TemplateExpression {
    var result = value
    var chain = 0
    while true {
      try lengthen(&chain)
      if take(.pipe) {
        let (title, call) = try filterCall()
        result = call.map { .filter($0.filter, result, $0.arguments) } ?? .unknown("filter '\(title)'")
      } else if take(word: "is") {
        result = try test(result)
      } else if take(.openParenthesis) {
        result = .call(result, try arguments())
      } else {
        return result
      }
    }
  }

  private mutating func test(_ value: TemplateExpression) throws(TemplateFailure) -> TemplateExpression {
    let isNegated = take(word: "not")
    let title = try name()
    let test = TemplateTest(rawValue: title)
    guard test != nil || conditionDepth > 0 else { throw failure("there is no test '\(title)'", .unsupported) }
    var arguments: [TemplateExpression] = []
    if take(.openParenthesis) {
      arguments = try self.arguments().positional
    } else if beginsTestArgument {
      arguments = [try postfix(try primary())]
    }
    let result = test.map { TemplateExpression.test($0, value, arguments) } ?? .unknown("test '\(title)'")
    return isNegated ? .not(result) : result
  }

  private var beginsTestArgument: Bool {
    switch current {
    case .name(let name)?: !["else", "or", "and", "is", "if", "in", "not", "recursive"].contains(name)
    case .string?, .integer?, .number?, .symbol(.openBracket)?, .symbol(.openBrace)?: true
    default: false
    }
  }
}
