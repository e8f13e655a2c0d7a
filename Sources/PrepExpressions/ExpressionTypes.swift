/// What can be told of the types of an expression before any record is read.
enum ExpressionTypes {
  static func type(of node: ExpressionNode) -> ExpressionType {
    switch node.content {
    case .literal(let value): return value.type
    case .name, .variable, .member, .element: return .any
    case .list: return .list
    case .not, .and, .or, .comparison, .contains, .has: return .bool
    case .negative: return .number
    case .choice(_, let first, let second):
      let (one, other) = (type(of: first), type(of: second))
      return one == other ? one : .any
    case .arithmetic(let operation, let left, let right):
      if operation != .plus { return .number }
      let (one, other) = (type(of: left), type(of: right))
      return one == .any ? other : one
    case .macro(let macro, _, _, _): return macro == .map || macro == .filter ? .list : .bool
    case .function(let function, _), .pattern(let function, _, _): return function.result
    }
  }

  /// Why a part can be right for no record; nil where it may be.
  static func objection(to node: ExpressionNode) -> String? {
    switch node.content {
    case .not(let inner): return inner.mustBe(.bool, "! turns what is true or false round")
    case .negative(let inner): return inner.mustBe(.number, "- is for numbers")
    case .and(let left, let right):
      return left.mustBe(.bool, "&& joins what is true or false")
        ?? right.mustBe(.bool, "&& joins what is true or false")
    case .or(let left, let right):
      return left.mustBe(.bool, "|| joins what is true or false")
        ?? right.mustBe(.bool, "|| joins what is true or false")
    case .choice(let condition, _, _): return condition.mustBe(.bool, "the condition before ? must be true or false")
    case .comparison(let comparison, let left, let right):
      let (one, other) = (type(of: left), type(of: right))
      if !one.mayBe(other), one != .null, other != .null {
        return
          "a \(one.rawValue) is never \(comparison == .equal || comparison == .unequal ? "equal to" : "more or less than") a \(other.rawValue)"
      }
      let hasOrder = [one, other].allSatisfy { $0 != .list && $0 != .null }
      if comparison != .equal, comparison != .unequal, !hasOrder { return "lists and null have no order" }
      return nil
    case .arithmetic(let operation, let left, let right):
      let (one, other) = (type(of: left), type(of: right))
      let types: [ExpressionType] = operation == .plus ? [.number, .string, .list, .any] : [.number, .any]
      if !types.contains(one) || !types.contains(other) || !one.mayBe(other) {
        return "\(operation.rawValue) cannot be done with a \(one.rawValue) and a \(other.rawValue)"
      }
      return nil
    case .contains(_, let list):
      let type = type(of: list)
      return type == .list || type == .any
        ? nil : "'in' needs a list or an object on its right, not a \(type.rawValue)"
    case .macro(let macro, let list, _, _):
      let type = type(of: list)
      return type.mayBe(.list) ? nil : "\(macro.rawValue) is for lists, and this is a \(type.rawValue)"
    case .member(let base, let name):
      let type = type(of: base)
      return type == .any ? nil : "a \(type.rawValue) has no field '\(name)'"
    case .element(let base, _):
      let type = type(of: base)
      return type == .any || type == .list ? nil : "a \(type.rawValue) has no elements"
    default: return nil
    }
  }
}

extension ExpressionNode {
  fileprivate func mustBe(_ type: ExpressionType, _ message: String) -> String? {
    let own = ExpressionTypes.type(of: self)
    return own.mayBe(type) ? nil : "\(message), and this is a \(own.rawValue)"
  }
}
