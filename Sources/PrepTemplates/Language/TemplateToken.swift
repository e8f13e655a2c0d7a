/// A token of a template.
enum TemplateToken: Equatable {
  /// Text between tags, its white space already trimmed as the tags ask.
  case data([UInt8])
  case blockBegin, blockEnd, variableBegin, variableEnd
  case name(String)
  case string([UInt8])
  case integer(Int)
  case number(Double)
  /// An integer beyond 64 bits.
  case digits([UInt8])
  case symbol(TemplateSymbol)

  /// What it is called in messages.
  var description: String {
    switch self {
    case .data: "text"
    case .blockBegin: "{%"
    case .blockEnd: "%}"
    case .variableBegin: "{{"
    case .variableEnd: "}}"
    case .name(let name): "'\(name)'"
    case .string: "a string"
    case .integer, .number, .digits: "a number"
    case .symbol(let symbol): "'\(symbol.rawValue)'"
    }
  }
}

/// The operators and brackets inside tags.
enum TemplateSymbol: String, CaseIterable {
  case add = "+"
  case subtract = "-"
  case power = "**"
  case multiply = "*"
  case floorDivide = "//"
  case divide = "/"
  case remainder = "%"
  case tilde = "~"
  case equal = "=="
  case notEqual = "!="
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case less = "<"
  case greater = ">"
  case assign = "="
  case pipe = "|"
  case dot = "."
  case comma = ","
  case colon = ":"
  case openParenthesis = "("
  case closeParenthesis = ")"
  case openBracket = "["
  case closeBracket = "]"
  case openBrace = "{"
  case closeBrace = "}"
}

/// A token with the line it begins on.
struct LocatedToken: Equatable {
  let token: TemplateToken
  let line: Int
}
