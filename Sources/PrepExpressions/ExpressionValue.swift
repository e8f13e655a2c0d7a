import PrepRecords

/// A value of an expression.
enum ExpressionValue: Sendable {
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string([UInt8])
  case list([ExpressionValue])
  /// An object of the record.
  case object(JSONView)

  /// The value of a part of a record.
  ///
  /// - Throws: ``EvaluationFault`` for a number beyond a double's range, and text that is no Unicode.
  init(_ view: JSONView) throws(EvaluationFault) {
    switch view.kind {
    case .null: self = .null
    case .bool: self = .bool(view.bool ?? false)
    case .number:
      if let int = view.int {
        self = .int(int)
      } else if let double = view.double {
        self = .double(double)
      } else {
        throw EvaluationFault(kind: .value, message: "the number is beyond what can be compared", place: view.offset)
      }
    case .string:
      do throws(JSONError) { self = .string(try view.unescaped()) } catch {
        throw EvaluationFault(kind: .value, message: error.message, place: view.offset)
      }
    case .array:
      var elements: [ExpressionValue] = []
      for element in view.elements { elements.append(try ExpressionValue(element)) }
      self = .list(elements)
    case .object: self = .object(view)
    }
  }

  /// How the type is called in messages.
  var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "a truth value"
    case .int, .double: "a number"
    case .string: "a string"
    case .list: "a list"
    case .object: "an object"
    }
  }

  var type: ExpressionType {
    switch self {
    case .null: .null
    case .bool: .bool
    case .int, .double: .number
    case .string: .string
    case .list: .list
    case .object: .any
    }
  }

  /// Whether two values are equal: numbers by what they are, whichever way they are written; nothing of one type is equal
  /// to anything of another.
  static func areEqual(_ one: ExpressionValue, _ other: ExpressionValue) -> Bool {
    switch (one, other) {
    case (.null, .null): true
    case (.bool(let one), .bool(let other)): one == other
    case (.string(let one), .string(let other)): one == other
    case (.list(let one), .list(let other)): one.count == other.count && zip(one, other).allSatisfy { areEqual($0, $1) }
    case (.object(let one), .object(let other)): areEqual(one, other)
    default: order(one, other) == .same
    }
  }

  private static func areEqual(_ one: JSONView, _ other: JSONView) -> Bool {
    guard one.count == other.count else { return false }
    var isEqual = true
    one.forEachMember { key, value in
      guard isEqual, let name = try? key.string(), let twin = other[name], let left = try? ExpressionValue(value),
        let right = try? ExpressionValue(twin)
      else {
        isEqual = false
        return
      }
      isEqual = areEqual(left, right)
    }
    return isEqual
  }

  enum Order { case before, same, behind, none }

  /// The order of two numbers, strings or truth values; none for others.
  static func order(_ one: ExpressionValue, _ other: ExpressionValue) -> Order {
    func order<Value: Comparable>(_ one: Value, _ other: Value) -> Order {
      one < other ? .before : one == other ? .same : .behind
    }
    switch (one, other) {
    case (.int(let one), .int(let other)): return order(one, other)
    case (.double(let one), .double(let other)): return order(one, other)
    case (.int(let one), .double(let other)): return Self.order(one, other)
    case (.double(let one), .int(let other)):
      switch Self.order(other, one) {
      case .before: return .behind
      case .behind: return .before
      case let order: return order
      }
    case (.string(let one), .string(let other)):
      return one == other ? .same : one.lexicographicallyPrecedes(other) ? .before : .behind
    case (.bool(let one), .bool(let other)): return order(one ? 1 : 0, other ? 1 : 0)
    default: return .none
    }
  }

  /// An integer beside a double, exactly.
  private static func order(_ one: Int, _ other: Double) -> Order {
    if other >= 0x1p63 { return .before }
    if other < -0x1p63 { return .behind }
    let whole = Int(other.rounded(.down))
    if one != whole { return one < whole ? .before : .behind }
    return other > other.rounded(.down) ? .before : .same
  }
}
