import PrepUnicode

/// A part of an expression, and where it stands in the text.
struct ExpressionNode: Sendable {
  indirect enum Content: Sendable {
    case literal(ExpressionValue)
    /// A member of the record, or a variable of a macro.
    case name(String)
    case variable(Int)
    case member(ExpressionNode, String)
    case element(ExpressionNode, ExpressionNode)
    case list([ExpressionNode])
    case not(ExpressionNode)
    case negative(ExpressionNode)
    case and(ExpressionNode, ExpressionNode)
    case or(ExpressionNode, ExpressionNode)
    case choice(ExpressionNode, ExpressionNode, ExpressionNode)
    case comparison(Comparison, ExpressionNode, ExpressionNode)
    case arithmetic(Arithmetic, ExpressionNode, ExpressionNode)
    case contains(ExpressionNode, in: ExpressionNode)
    /// Whether a field is there, and not null.
    case has(ExpressionNode)
    case macro(Macro, list: ExpressionNode, variable: Int, body: ExpressionNode)
    case function(ExpressionFunction, [ExpressionNode])
    /// A function whose pattern is known.
    case pattern(ExpressionFunction, ExpressionNode, RegularExpression)
  }

  enum Comparison: String, Sendable {
    case equal = "==", unequal = "!=", less = "<", atMost = "<=", more = ">", atLeast = ">="
  }

  enum Arithmetic: String, Sendable { case plus = "+", minus = "-", times = "*", over = "/", modulo = "%" }

  enum Macro: String, Sendable, CaseIterable { case exists, all, existsOne = "exists_one", filter, map }

  let content: Content
  /// The bytes of the expression.
  let range: Range<Int>
}

/// What an expression can be told to be before any record is read.
enum ExpressionType: String, Sendable {
  case bool, number, string, list, null
  /// What only a record can tell.
  case any

  func mayBe(_ other: ExpressionType) -> Bool { self == .any || other == .any || self == other }
}
