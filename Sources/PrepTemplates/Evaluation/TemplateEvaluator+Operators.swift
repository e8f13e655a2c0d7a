extension TemplateEvaluator {
  /// Whether a value counts as true.
  func truth(of value: TemplateValue) -> Bool {
    switch value {
    case .undefined, .none: return false
    case .bool(let value): return value
    case .integer(let value): return value != 0
    case .number(let value): return value != 0
    case .text(let text):
      trace.ask(.isEmpty, text, answer: text.isEmpty)
      return !text.isEmpty
    case .list(let list): return !list.elements.isEmpty
    case .object(let object): return !object.keys.isEmpty
    case .digits, .namespace, .loop, .callable, .generator: return true
    }
  }

  // MARK: Arithmetic

  func operate(_ operation: TemplateOperator, _ left: TemplateValue, _ right: TemplateValue) throws(TemplateFailure)
    -> TemplateValue
  {
    switch (operation, left, right) {
    case (.add, .text(let text), .text(let other)):
      try check(length: text.bytes.count + other.bytes.count)
      var result = owned(other.isMarkup && !text.isMarkup ? try escaped(text) : text)
      result.append(owned(text.isMarkup && !other.isMarkup ? try escaped(other) : other))
      result.isMarkup = text.isMarkup || other.isMarkup
      return .text(result)
    case (.add, .list(let list), .list(let other))
    where list.kind.isTuple == other.kind.isTuple && (list.kind.isTuple || list.kind == .list && other.kind == .list):
      try check(elements: list.elements.count + other.elements.count)
      return .list(
        TemplateList(
          elements: list.elements + other.elements, kind: list.kind.isTuple ? .tuple : .list, origin: list.origin))
    case (.multiply, .text(let text), let number), (.multiply, let number, .text(let text)):
      guard let count = wholeNumber(number) else { return try calculate(operation, left, right) }
      return .text(try repeated(text, count))
    case (.multiply, .list(let list), let number), (.multiply, let number, .list(let list)):
      guard let count = wholeNumber(number), list.kind == .list || list.kind.isTuple else {
        return try calculate(operation, left, right)
      }
      try check(elements: list.elements.count.multipliedClamping(by: max(0, count)))
      return .list(
        TemplateList(
          elements: (0..<max(0, count)).flatMap { _ in list.elements }, kind: list.kind.isTuple ? .tuple : .list,
          origin: list.origin))
    case (.remainder, .text(let format), _):
      trace.look(at: left)
      trace.look(at: right)
      return .text(try percentFormatted(format, right))
    default: return try calculate(operation, left, right)
    }
  }

  private func repeated(_ text: TemplateText, _ count: Int) throws(TemplateFailure) -> TemplateText {
    try check(length: text.bytes.count.multipliedClamping(by: max(0, count)))
    var result = TemplateText("")
    guard !text.isEmpty else { return text }
    for index in 0..<max(0, count) { if index == 0 { result = text } else { result.append(text) } }
    return result
  }

  private func calculate(_ operation: TemplateOperator, _ left: TemplateValue, _ right: TemplateValue)
    throws(TemplateFailure)
    -> TemplateValue
  {
    if case .undefined(let missing) = left { throw failure("'\(missing)' is undefined") }
    if case .undefined(let missing) = right { throw failure("'\(missing)' is undefined") }
    if let left = wholeNumber(left), let right = wholeNumber(right), let result = try calculate(operation, left, right)
    {
      return .integer(result)
    }
    if let left = LongInteger(left), let right = LongInteger(right),
      let result = try calculate(operation, left, right)
    {
      return result.value
    }
    guard let left = number(left), let right = number(right) else {
      throw failure("values of types \(left.typeName) and \(right.typeName) cannot be combined like that")
    }
    return .number(try calculate(operation, left, right))
  }

  private func calculate(_ operation: TemplateOperator, _ left: Double, _ right: Double) throws(TemplateFailure)
    -> Double
  {
    switch operation {
    case .add: return left + right
    case .subtract: return left - right
    case .multiply: return left * right
    case .power:
      if right == 0.5, left >= 0 { return left.squareRoot() }
      guard let exponent = Int(exactly: right), (-1024...1024).contains(exponent), left != 0 || exponent >= 0 else {
        throw failure("this power is not supported", .unsupported)
      }
      let power = PythonNumber.power(left, Int(exponent.magnitude))
      return exponent < 0 ? 1 / power : power
    case .divide, .floorDivide, .remainder:
      guard right != 0 else { throw failure("division by zero") }
      if operation == .divide { return left / right }
      // As Python: the remainder has the sign of the divisor, and the quotient goes with it.
      var remainder = left.truncatingRemainder(dividingBy: right)
      var quotient = (left - remainder) / right
      if remainder != 0 {
        if (remainder < 0) != (right < 0) {
          remainder += right
          quotient -= 1
        }
      } else {
        remainder = right.sign == .minus ? -0.0 : 0.0
      }
      if operation == .remainder { return remainder }
      if quotient == 0 { return (left / right).sign == .minus ? -0.0 : 0.0 }
      let floor = quotient.rounded(.down)
      return quotient - floor > 0.5 ? floor + 1 : floor
    }
  }

  /// The result where 64 bits hold it; nil where they do not, and where it is no integer.
  private func calculate(_ operation: TemplateOperator, _ left: Int, _ right: Int) throws(TemplateFailure) -> Int? {
    let result: (partialValue: Int, overflow: Bool)
    switch operation {
    case .add: result = left.addingReportingOverflow(right)
    case .subtract: result = left.subtractingReportingOverflow(right)
    case .multiply: result = left.multipliedReportingOverflow(by: right)
    case .floorDivide, .remainder:
      guard right != 0 else { throw failure("division by zero") }
      guard left != .min || right != -1 else { return nil }
      let (quotient, remainder) = left.quotientAndRemainder(dividingBy: right)
      let isBelow = remainder != 0 && (remainder < 0) != (right < 0)
      if operation == .floorDivide { return isBelow ? quotient - 1 : quotient }
      return isBelow ? remainder + right : remainder
    case .divide, .power: return nil
    }
    return result.overflow ? nil : result.partialValue
  }

  /// The result; nil where it is no integer.
  private func calculate(_ operation: TemplateOperator, _ left: LongInteger, _ right: LongInteger)
    throws(TemplateFailure) -> LongInteger?
  {
    var result: LongInteger
    switch operation {
    case .add: result = left + right
    case .subtract: result = left + right.negated
    case .multiply: result = left * right
    case .divide: return nil
    case .floorDivide, .remainder:
      guard !right.isZero else { throw failure("division by zero") }
      let (quotient, remainder) = left.dividedDown(by: right)
      return operation == .floorDivide ? quotient : remainder
    case .power:
      guard LongInteger.order(right, LongInteger(0)) >= 0 else { return nil }
      result = LongInteger(1)
      // What stays small may be multiplied for ever.
      let isUnit = [-1, 0, 1].contains { LongInteger.order(left, LongInteger($0)) == 0 }
      guard case .integer(var exponent) = right.value else { throw failure("an integer is too long", .limit) }
      if isUnit { exponent = exponent == 0 ? 0 : 2 - exponent % 2 }
      for _ in 0..<exponent {
        result = result * left
        guard !result.isTooLong else { throw failure("an integer is too long", .limit) }
        try work()
      }
    }
    guard !result.isTooLong else { throw failure("an integer is too long", .limit) }
    return result
  }

  func wholeNumber(_ value: TemplateValue) -> Int? {
    switch value {
    case .integer(let value): value
    case .bool(let value): value ? 1 : 0
    default: nil
    }
  }

  func number(_ value: TemplateValue) -> Double? {
    switch value {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .bool(let value): value ? 1 : 0
    case .digits(let digits): Double(String(decoding: digits, as: UTF8.self))
    default: nil
    }
  }

  // MARK: Comparison

  func compare(_ comparison: TemplateComparison, _ left: TemplateValue, _ right: TemplateValue) throws(TemplateFailure)
    -> Bool
  {
    switch comparison {
    case .equal: return try equal(left, right)
    case .notEqual: return try !equal(left, right)
    case .isIn: return try contains(right, left)
    case .isNotIn: return try !contains(right, left)
    case .less: return try order(left, right) < 0
    case .lessOrEqual: return try order(left, right) <= 0
    case .greater: return try order(left, right) > 0
    case .greaterOrEqual: return try order(left, right) >= 0
    }
  }

  func equal(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateFailure) -> Bool {
    try work()
    switch (left, right) {
    case (.undefined, .undefined), (.none, .none): return true
    case (.text(let left), .text(let right)):
      let answer = left.bytes == right.bytes
      // What is the same content in the same form is equal to itself, whatever it says.
      if let origin = left.soleOrigin, origin.kind == .content, origin.shape.isKnown, let other = right.soleOrigin,
        (other.kind, other.shape, other.message) == (origin.kind, origin.shape, origin.message)
      {
        return answer
      }
      if left.holdsContent, right.holdsContent { trace.giveUp() }
      trace.ask(.equals, left, right.bytes, answer: answer)
      trace.ask(.equals, right, left.bytes, answer: answer)
      return answer
    case (.list(let left), .list(let right)):
      guard left.elements.count == right.elements.count, left.kind.isTuple == right.kind.isTuple else { return false }
      guard left.kind.isTuple || (left.kind == .range) == (right.kind == .range) else { return false }
      for (left, right) in zip(left.elements, right.elements) where !(try equal(left, right)) { return false }
      return true
    case (.object(let left), .object(let right)):
      guard left.keys.count == right.keys.count else { return false }
      for (key, value) in zip(left.keys, left.values) {
        guard let other = right.value(for: key), try equal(value, other) else { return false }
      }
      return true
    case (.namespace(let left), .namespace(let right)): return left === right
    case (.generator(let left), .generator(let right)): return left === right
    case (.loop(let left), .loop(let right)): return left === right
    case (.digits(let left), .digits(let right)): return left == right
    default:
      if let left = wholeNumber(left), let right = wholeNumber(right) { return left == right }
      if let left = number(left), let right = number(right) { return left == right }
      return false
    }
  }

  func contains(_ container: TemplateValue, _ element: TemplateValue) throws(TemplateFailure) -> Bool {
    switch container {
    case .text(let text):
      guard case .text(let part) = element else { throw failure("only a string can be in a string") }
      try check(length: text.bytes.count)
      let answer = ByteSearch.first(part.bytes, in: text.bytes[...]) != nil
      trace.look(at: part)
      trace.ask(whether: text, holds: part.bytes, answer: answer)
      return answer
    case .list(let list):
      try work(list.elements.count / 8)
      for candidate in list.elements where try equal(candidate, element) { return true }
      return false
    case .object(let object):
      trace.look(at: element)
      try checkKey(element)
      if object.isMessage { touched = max(touched, object.origin.message) }
      return object.value(for: element) != nil
    case .generator(let generator):
      while let candidate = try generator.next() { if try equal(candidate, element) { return true } }
      return false
    case .undefined: return false
    default: throw failure("a value of type \(container.typeName) holds nothing")
    }
  }

  /// Negative, zero or positive.
  func order(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateFailure) -> Int {
    try work()
    if case .text(let left) = left, case .text(let right) = right {
      trace.look(at: left)
      trace.look(at: right)
      return left.bytes == right.bytes ? 0 : left.bytes.lexicographicallyPrecedes(right.bytes) ? -1 : 1
    }
    if case .list(let left) = left, case .list(let right) = right, left.kind.isTuple == right.kind.isTuple,
      left.kind.isTuple || left.kind == .list && right.kind == .list
    {
      for (left, right) in zip(left.elements, right.elements) where !(try equal(left, right)) {
        return try order(left, right)
      }
      return left.elements.count - right.elements.count
    }
    if let left = wholeNumber(left), let right = wholeNumber(right) { return left == right ? 0 : left < right ? -1 : 1 }
    if let left = LongInteger(left), let right = LongInteger(right) { return LongInteger.order(left, right) }
    if let left = number(left), let right = number(right) { return left == right ? 0 : left < right ? -1 : 1 }
    throw failure("values of types \(left.typeName) and \(right.typeName) have no order")
  }
}

extension Int {
  /// The sum, or the largest integer; of numbers that are not negative.
  func addingClamping(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }

  /// The product, or the largest integer.
  func multipliedClamping(by other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}
