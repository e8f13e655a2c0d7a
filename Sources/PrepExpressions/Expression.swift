import PrepRecords

/// An expression that is true or false of a record.
package struct Expression: Sendable {
  /// What `&&` joins at the outside of an expression, or the expression itself.
  package struct Term: Sendable {
    /// As it was written.
    package let text: String
    let node: ExpressionNode
  }

  /// As it was written.
  package let text: String
  /// The terms, in order; all of them have to hold.
  package let terms: [Term]
  /// Whether tokens are counted.
  package let countsTokens: Bool
  /// Whether languages are told.
  package let tellsLanguages: Bool
  /// Whether it is asked what the record says as a whole.
  package let asksAll: Bool

  /// Reads an expression.
  ///
  /// - Throws: ``ExpressionFault`` for what is none, or can be right for no record.
  package init(_ text: String) throws(ExpressionFault) {
    var parser = try ExpressionParser(text)
    let root = try parser.parse()
    self.text = text
    let bytes = Array(text.utf8)
    var found: [Term] = []
    func split(_ node: ExpressionNode) {
      if case .and(let left, let right) = node.content {
        split(left)
        split(right)
      } else {
        found.append(Term(text: String(decoding: bytes[node.range], as: UTF8.self), node: node))
      }
    }
    split(root)
    terms = found
    var (tokens, languages, all) = (false, false, false)
    root.forEachFunction { function in
      if function == .tokens { tokens = true }
      if function == .lang || function == .langscore { languages = true }
      if function == .said { all = true }
    }
    (countsTokens, tellsLanguages, asksAll) = (tokens, languages, all)
  }
}

extension Expression.Term {
  /// Whether the term holds of a record.
  ///
  /// - Throws: ``EvaluationFault``.
  package func holds(for record: JSONView, _ evaluation: Evaluation) throws(EvaluationFault) -> Bool {
    let value = try evaluation.value(of: node, record)
    guard case .bool(let holds) = value else {
      throw EvaluationFault(kind: .type, message: "'\(text)' is \(value.typeName), and not true or false", place: nil)
    }
    return holds
  }

  /// The number that a comparison looks at: what stands before its sign. Nil for other terms, and where it has none.
  package func measured(for record: JSONView, _ evaluation: Evaluation) -> Double? {
    guard case .comparison(_, let left, _) = node.content, let value = try? evaluation.value(of: left, record) else {
      return nil
    }
    switch value {
    case .int(let number): return Double(number)
    case .double(let number): return number
    default: return nil
    }
  }
}

extension ExpressionNode {
  /// Calls a closure with every function that is called.
  func forEachFunction(_ body: (ExpressionFunction) -> Void) {
    switch content {
    case .literal, .name, .variable: break
    case .member(let inner, _), .not(let inner), .negative(let inner), .has(let inner): inner.forEachFunction(body)
    case .element(let one, let two), .and(let one, let two), .or(let one, let two), .comparison(_, let one, let two),
      .arithmetic(_, let one, let two), .contains(let one, let two), .macro(_, let one, _, let two):
      one.forEachFunction(body)
      two.forEachFunction(body)
    case .choice(let one, let two, let three):
      one.forEachFunction(body)
      two.forEachFunction(body)
      three.forEachFunction(body)
    case .list(let nodes): for node in nodes { node.forEachFunction(body) }
    case .function(let function, let nodes):
      body(function)
      for node in nodes { node.forEachFunction(body) }
    case .pattern(let function, let node, _):
      body(function)
      node.forEachFunction(body)
    }
  }
}
