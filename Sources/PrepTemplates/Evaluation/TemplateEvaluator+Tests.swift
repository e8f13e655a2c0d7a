extension TemplateEvaluator {
  func test(_ test: TemplateTest, _ value: TemplateValue, _ arguments: [TemplateValue]) throws(TemplateFailure) -> Bool
  {
    func operand() throws(TemplateFailure) -> TemplateValue {
      guard let operand = arguments.first else { throw failure("the test '\(test.rawValue)' needs a value") }
      return operand
    }
    switch test {
    case .defined: return !value.isUndefined
    case .undefined: return value.isUndefined
    case .none: if case .none = value { return true } else { return false }
    case .string: if case .text = value { return true } else { return false }
    case .mapping: if case .object = value { return true } else { return false }
    case .boolean: if case .bool = value { return true } else { return false }
    case .integer:
      if case .integer = value { return true } else if case .digits = value { return true } else { return false }
    case .float: if case .number = value { return true } else { return false }
    case .number: return number(value) != nil
    case .callable:
      switch value {
      case .callable, .undefined, .loop: return true
      default: return false
      }
    case .sequence:
      switch value {
      case .text, .object, .undefined: return true
      case .list(let list): return list.kind.isSequence
      default: return false
      }
    case .iterable:
      switch value {
      case .text, .list, .object, .undefined, .generator, .loop: return true
      default: return false
      }
    case .escaped: if case .text(let text) = value { return text.isMarkup } else { return false }
    case .filter:
      try checkKey(value)
      if case .text(let name) = value {
        return TemplateFilter(rawValue: String(decoding: name.bytes, as: UTF8.self)) != nil
      } else {
        return false
      }
    case .test:
      try checkKey(value)
      if case .text(let name) = value {
        return TemplateTest(named: String(decoding: name.bytes, as: UTF8.self)) != nil
      } else {
        return false
      }
    case .isTrue: if case .bool(true) = value { return true } else { return false }
    case .isFalse: if case .bool(false) = value { return true } else { return false }
    case .odd: return try equal(operate(.remainder, value, .integer(2)), .integer(1))
    case .even: return try equal(operate(.remainder, value, .integer(2)), .integer(0))
    case .divisibleby: return try equal(operate(.remainder, value, operand()), .integer(0))
    case .lower, .upper:
      trace.look(at: value)
      return TextEditing.holds(test == .lower ? .islower : .isupper, try text(of: value).bytes)
    case .isIn: return try contains(operand(), value)
    case .eq, .equalto: return try equal(value, operand())
    case .sameas: return try isSame(value, operand())
    case .ne: return try !equal(value, operand())
    case .lt, .lessthan: return try order(value, operand()) < 0
    case .le: return try order(value, operand()) <= 0
    case .gt, .greaterthan: return try order(value, operand()) > 0
    case .ge: return try order(value, operand()) >= 0
    }
  }

  /// Refuses what can be no key of a dictionary.
  func checkKey(_ value: TemplateValue) throws(TemplateFailure) {
    guard TemplateKey(value) != nil || value.isCallable else {
      throw failure("a value of type \(value.typeName) cannot be a key")
    }
  }

  /// Whether two values are one and the same.
  private func isSame(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateFailure) -> Bool {
    switch (left, right) {
    case (.bool(let left), .bool(let right)): left == right
    case (.bool, _), (_, .bool): false
    case (.list(let left), .list(let right)): left === right
    case (.object(let left), .object(let right)): left === right
    case (.integer, .number), (.number, .integer): false
    default: try equal(left, right)
    }
  }
}
