/// An expression of a template. Names are numbers: places in the list of names of the template.
indirect enum TemplateExpression: Sendable {
  case text(TemplateText)
  case integer(Int)
  case number(Double)
  case digits([UInt8])
  case bool(Bool)
  case none
  case name(Int)
  case list([TemplateExpression], isTuple: Bool)
  case object([(key: TemplateExpression, value: TemplateExpression)])
  /// `value.name`, with the name also as bytes.
  case attribute(TemplateExpression, String, [UInt8])
  case item(TemplateExpression, TemplateExpression)
  case slice(TemplateExpression, TemplateExpression?, TemplateExpression?, TemplateExpression?)
  case call(TemplateExpression, TemplateArguments)
  case filter(TemplateFilter, TemplateExpression, TemplateArguments)
  case test(TemplateTest, TemplateExpression, [TemplateExpression])
  /// A filter or test that does not exist, where Jinja minds it only when it is reached.
  case unknown(String)
  case not(TemplateExpression)
  case negate(TemplateExpression)
  case positive(TemplateExpression)
  case binary(TemplateOperator, TemplateExpression, TemplateExpression)
  case concatenate([TemplateExpression])
  case and(TemplateExpression, TemplateExpression)
  case or(TemplateExpression, TemplateExpression)
  case compare(TemplateExpression, [(TemplateComparison, TemplateExpression)])
  case conditional(TemplateExpression, then: TemplateExpression, otherwise: TemplateExpression?)
}

/// The arguments of a call.
struct TemplateArguments: Sendable {
  var positional: [TemplateExpression] = []
  var named: [(name: String, value: TemplateExpression)] = []
  /// A list of more positional arguments: `f(*list)`.
  var spreadList: TemplateExpression?
  /// A dictionary of more named arguments: `f(**names)`.
  var spreadNames: TemplateExpression?

  var isEmpty: Bool { positional.isEmpty && named.isEmpty && spreadList == nil && spreadNames == nil }
}

/// Arithmetic.
enum TemplateOperator: Sendable { case add, subtract, multiply, divide, floorDivide, remainder, power }

/// Comparisons and membership.
enum TemplateComparison: Sendable { case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, isIn, isNotIn }

/// The filters there are.
enum TemplateFilter: String, Sendable, CaseIterable {
  case trim, tojson, length, count, join, first, last, upper, lower, title, capitalize, replace
  case defaultValue = "default"
  case d, list, string, int, float, abs, round, items, dictsort, map, select, reject, selectattr, rejectattr, sort,
    unique
  case reverse, safe, indent, escape, e, forceescape, sum, min, max, wordcount, batch, slice, groupby, attr, format,
    center
  case random, urlize, truncate, striptags, urlencode, filesizeformat, pprint, xmlattr, wordwrap
}

/// The tests there are.
enum TemplateTest: String, Sendable, CaseIterable {
  case defined, undefined, none, string, number, integer, float, boolean, mapping, sequence, iterable, callable, odd,
    even
  case divisibleby, lower, upper, sameas, eq, equalto, ne, lt, lessthan, le, gt, greaterthan, ge, escaped, filter, test
  case isTrue = "true"
  case isFalse = "false"
  case isIn = "in"

  /// The test of a name or sign; nil when there is none.
  init?(named name: String) {
    switch name {
    case "==": self = .eq
    case "!=": self = .ne
    case "<": self = .lt
    case "<=": self = .le
    case ">": self = .gt
    case ">=": self = .ge
    default: self.init(rawValue: name)
    }
  }
}

/// What is assigned to.
indirect enum TemplateTarget: Sendable {
  case name(Int)
  case several([TemplateTarget])
  /// `namespace.name`
  case member(Int, String)
}
