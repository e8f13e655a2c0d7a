/// What `+ - * / %` give, as CEL has it: of whole numbers a whole number, which is divided towards zero.
enum Arithmetic {
  static func value(_ operation: ExpressionNode.Arithmetic, _ left: ExpressionValue, _ right: ExpressionValue)
    throws(EvaluationFault) -> ExpressionValue
  {
    switch (left, right) {
    case (.int(let one), .int(let other)): return .int(try whole(operation, one, other))
    case (.double(let one), .double(let other)): return .double(try real(operation, one, other))
    case (.int(let one), .double(let other)): return .double(try real(operation, Double(one), other))
    case (.double(let one), .int(let other)): return .double(try real(operation, one, Double(other)))
    case (.string(let one), .string(let other)) where operation == .plus: return .string(one + other)
    case (.list(let one), .list(let other)) where operation == .plus: return .list(one + other)
    default:
      throw EvaluationFault(
        kind: .type, message: "\(operation.rawValue) cannot be done with \(left.typeName) and \(right.typeName)",
        place: nil)
    }
  }

  private static func whole(_ operation: ExpressionNode.Arithmetic, _ one: Int, _ other: Int) throws(EvaluationFault)
    -> Int
  {
    if other == 0, operation == .over || operation == .modulo {
      throw EvaluationFault(kind: .value, message: "a division by zero", place: nil)
    }
    let (result, overflows) =
      switch operation {
      case .plus: one.addingReportingOverflow(other)
      case .minus: one.subtractingReportingOverflow(other)
      case .times: one.multipliedReportingOverflow(by: other)
      case .over: one.dividedReportingOverflow(by: other)
      case .modulo: one.remainderReportingOverflow(dividingBy: other)
      }
    if overflows { throw EvaluationFault(kind: .value, message: "a number beyond 64 bits", place: nil) }
    return result
  }

  private static func real(_ operation: ExpressionNode.Arithmetic, _ one: Double, _ other: Double)
    throws(EvaluationFault) -> Double
  {
    switch operation {
    case .plus: return one + other
    case .minus: return one - other
    case .times: return one * other
    case .over: return one / other
    case .modulo: throw EvaluationFault(kind: .type, message: "% is for whole numbers", place: nil)
    }
  }
}
