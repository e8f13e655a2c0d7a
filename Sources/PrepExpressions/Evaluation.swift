import PrepRecords
import PrepUnicode

/// Finds the values of expressions for records. For one thread.
package final class Evaluation {
  let measures = TextMeasures()
  /// Counts the tokens of a text.
  private let tokenCounter: (([UInt8]) throws -> Int)?
  private let languages: LanguageModel?
  /// The text whose language was told last, and what was told.
  private var told: (text: [UInt8], guess: LanguageModel.Guess?)?
  /// What the record at hand says as a whole.
  var said: [UInt8] = []
  private var variables: [ExpressionValue] = []
  private var matchers: [ObjectIdentifier: RegularExpression.Matcher] = [:]

  /// - Parameters:
  ///   - tokenCounter: Counts the tokens of a text; nil where no expression asks for that.
  ///   - languages: Tells the languages of texts; nil where no expression asks for them.
  package init(tokenCounter: (([UInt8]) throws -> Int)? = nil, languages: LanguageModel? = nil) {
    self.tokenCounter = tokenCounter
    self.languages = languages
  }

  /// Takes what the next record says as a whole.
  package func take(said: [UInt8]) { self.said = said }

  func tokens(of text: [UInt8]) throws(EvaluationFault) -> Int {
    guard let tokenCounter else {
      throw EvaluationFault(kind: .value, message: "there is no tokenizer to count tokens with", place: nil)
    }
    do { return try tokenCounter(text) } catch {
      throw EvaluationFault(kind: .value, message: "tokens cannot be counted: \(error)", place: nil)
    }
  }

  /// The language of a text, and how sure that is; `und` and 0 where nothing is known of it.
  func language(of text: [UInt8]) throws(EvaluationFault) -> LanguageModel.Guess {
    guard let languages else {
      throw EvaluationFault(kind: .value, message: "there is no model to tell languages by", place: nil)
    }
    if told?.text != text { told = (text, text.withUnsafeBufferPointer { languages.guess($0) }) }
    return told?.guess ?? ("und", 0)
  }

  // MARK: Values

  func value(of node: ExpressionNode, _ record: JSONView) throws(EvaluationFault) -> ExpressionValue {
    switch node.content {
    case .literal(let value): return value
    case .variable(let number): return variables[number]
    case .name(let name): return try ExpressionValue(Self.member(name, of: record))
    case .member(let base, let name):
      guard case .object(let object) = try value(of: base, record) else {
        throw EvaluationFault(
          kind: .missing, message: "missing field \"\(name)\": what should have it is not an object", place: nil)
      }
      return try ExpressionValue(Self.member(name, of: object))
    case .element(let base, let index): return try element(of: value(of: base, record), value(of: index, record))
    case .list(let nodes):
      var elements: [ExpressionValue] = []
      for node in nodes { elements.append(try value(of: node, record)) }
      return .list(elements)
    case .not(let inner): return .bool(try !truth(of: inner, record))
    case .negative(let inner): return try negated(value(of: inner, record))
    case .and(let left, let right): return .bool(try joined(left, right, record, decisive: false))
    case .or(let left, let right): return .bool(try joined(left, right, record, decisive: true))
    case .choice(let condition, let first, let second):
      return try value(of: truth(of: condition, record) ? first : second, record)
    case .comparison(let comparison, let left, let right):
      return .bool(try compare(comparison, value(of: left, record), value(of: right, record)))
    case .arithmetic(let operation, let left, let right):
      return try Arithmetic.value(operation, value(of: left, record), value(of: right, record))
    case .contains(let wanted, let list): return .bool(try contains(value(of: wanted, record), value(of: list, record)))
    case .has(let field): return .bool(try has(field, record))
    case .macro(let macro, let list, let variable, let body): return try self.macro(macro, list, variable, body, record)
    case .function(let function, let nodes):
      var arguments: [ExpressionValue] = []
      for node in nodes { arguments.append(try value(of: node, record)) }
      return try value(of: function, arguments)
    case .pattern(let function, let subject, let expression):
      return try match(function, value(of: subject, record), expression)
    }
  }

  func truth(of node: ExpressionNode, _ record: JSONView) throws(EvaluationFault) -> Bool {
    let value = try value(of: node, record)
    guard case .bool(let truth) = value else {
      throw EvaluationFault(kind: .type, message: "\(value.typeName) is neither true nor false", place: nil)
    }
    return truth
  }

  private static func member(_ name: String, of object: JSONView) throws(EvaluationFault) -> JSONView {
    guard let member = object[name] else {
      throw EvaluationFault(kind: .missing, message: "missing field \"\(name)\"", place: object.offset)
    }
    return member
  }

  /// `&&` and `||`: what decides does so on either side, even where the other has no value.
  private func joined(_ left: ExpressionNode, _ right: ExpressionNode, _ record: JSONView, decisive: Bool)
    throws(EvaluationFault) -> Bool
  {
    let first: Bool
    do throws(EvaluationFault) { first = try truth(of: left, record) } catch {
      let second = try? truth(of: right, record)
      if second == decisive { return decisive }
      throw error
    }
    return first == decisive ? decisive : try truth(of: right, record)
  }

  private func negated(_ value: ExpressionValue) throws(EvaluationFault) -> ExpressionValue {
    switch value {
    case .int(let number) where number > .min: return .int(-number)
    case .double(let number): return .double(-number)
    default: throw EvaluationFault(kind: .type, message: "\(value.typeName) has no negative", place: nil)
    }
  }

  private func element(of list: ExpressionValue, _ index: ExpressionValue) throws(EvaluationFault) -> ExpressionValue {
    switch (list, index) {
    case (.list(let elements), .int(let number)):
      // As CEL has it, an index counts from 0; one below it counts from the end.
      let place = number < 0 ? elements.count + number : number
      guard elements.indices.contains(place) else {
        throw EvaluationFault(
          kind: .missing, message: "missing element \(number): the list has \(elements.count)", place: nil)
      }
      return elements[place]
    case (.object(let object), .string(let name)):
      return try ExpressionValue(Self.member(String(decoding: name, as: UTF8.self), of: object))
    default:
      throw EvaluationFault(
        kind: .type, message: "\(list.typeName) has no element that \(index.typeName) names", place: nil)
    }
  }

  private func compare(_ comparison: ExpressionNode.Comparison, _ left: ExpressionValue, _ right: ExpressionValue)
    throws(EvaluationFault) -> Bool
  {
    if comparison == .equal { return ExpressionValue.areEqual(left, right) }
    if comparison == .unequal { return !ExpressionValue.areEqual(left, right) }
    let order = ExpressionValue.order(left, right)
    if order == .none {
      // What is null is not there.
      let isMissing = left.type == .null || right.type == .null
      throw EvaluationFault(
        kind: isMissing ? .missing : .type,
        message: "\(left.typeName) and \(right.typeName) have no order (\(comparison.rawValue))", place: nil)
    }
    switch comparison {
    case .less: return order == .before
    case .atMost: return order != .behind
    case .more: return order == .behind
    default: return order != .before
    }
  }

  private func contains(_ wanted: ExpressionValue, _ list: ExpressionValue) throws(EvaluationFault) -> Bool {
    switch list {
    case .list(let elements): return elements.contains { ExpressionValue.areEqual($0, wanted) }
    case .object(let object):
      guard case .string(let name) = wanted else { return false }
      return object[String(decoding: name, as: UTF8.self)] != nil
    default:
      throw EvaluationFault(kind: .type, message: "in: \(list.typeName) is neither a list nor an object", place: nil)
    }
  }

  /// Whether a field is there and not null; what it stands in need not be there either.
  private func has(_ field: ExpressionNode, _ record: JSONView) throws(EvaluationFault) -> Bool {
    do throws(EvaluationFault) {
      if case .null = try value(of: field, record) { return false }
      return true
    } catch  where error.kind == .missing { return false }
  }

  private func macro(
    _ macro: ExpressionNode.Macro, _ list: ExpressionNode, _ variable: Int, _ body: ExpressionNode, _ record: JSONView
  ) throws(EvaluationFault) -> ExpressionValue {
    let value = try value(of: list, record)
    guard case .list(let elements) = value else {
      throw EvaluationFault(kind: .type, message: "\(macro.rawValue): \(value.typeName) is not a list", place: nil)
    }
    while variables.count <= variable { variables.append(.null) }
    var (found, kept, fault) = (0, [ExpressionValue](), EvaluationFault?.none)
    for element in elements {
      variables[variable] = element
      if macro == .map {
        kept.append(try self.value(of: body, record))
        continue
      }
      do throws(EvaluationFault) {
        guard try truth(of: body, record) == (macro != .all) else { continue }
      } catch {
        // One element may decide where another has no value.
        if macro == .filter || macro == .existsOne { throw error }
        fault = fault ?? error
        continue
      }
      found += 1
      if macro == .filter { kept.append(element) }
      if macro == .exists || macro == .all { break }
    }
    if found == 0 || macro == .existsOne, let fault { throw fault }
    switch macro {
    case .exists: return .bool(found > 0)
    case .all: return .bool(found == 0)
    case .existsOne: return .bool(found == 1)
    case .filter, .map: return .list(kept)
    }
  }

  private func match(_ function: ExpressionFunction, _ subject: ExpressionValue, _ expression: RegularExpression)
    throws(EvaluationFault) -> ExpressionValue
  {
    let text = function == .matches ? try string(subject, function) : Self.text(of: subject)
    let key = ObjectIdentifier(expression)
    let matcher = matchers[key] ?? expression.makeMatcher(isWatched: true, limit: .forRecords)
    matchers[key] = matcher
    let count = text.withUnsafeBufferPointer { text in
      matcher.start(text)
      defer { matcher.finish() }
      var count = 0
      while matcher.next() != nil {
        count += 1
        if function == .matches { break }
      }
      return count
    }
    if let failure = matcher.failure { throw EvaluationFault(kind: .limit, message: failure.message, place: nil) }
    return function == .matches ? .bool(count > 0) : .int(count)
  }

  func string(_ value: ExpressionValue, _ function: ExpressionFunction) throws(EvaluationFault) -> [UInt8] {
    guard case .string(let text) = value else {
      throw EvaluationFault(
        kind: .type, message: "\(function.rawValue) takes a string, and this is \(value.typeName)", place: nil)
    }
    return text
  }

  /// Everything that a value says, its texts one below the other.
  static func text(of value: ExpressionValue) -> [UInt8] {
    if case .string(let text) = value { return text }
    var text: [UInt8] = []
    append(value, to: &text)
    return text
  }

  /// The members of objects that hold what is said.
  private static let members = [
    "content", "text", "value", "parts", "input", "output", "messages", "prompt", "completion", "replies",
  ]

  private static func append(_ value: ExpressionValue, to text: inout [UInt8]) {
    switch value {
    case .string(let own):
      if !text.isEmpty { text.append(0x0A) }
      text.append(contentsOf: own)
    case .list(let elements): for element in elements { append(element, to: &text) }
    case .object(let object):
      for name in members {
        if let member = object[name], let inner = try? ExpressionValue(member) { append(inner, to: &text) }
      }
    default: break
    }
  }
}
