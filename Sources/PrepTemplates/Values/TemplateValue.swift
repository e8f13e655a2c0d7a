import PrepRecords

/// A value while a template is rendered; its operations are those of Python.
enum TemplateValue {
  /// A name or member that does not exist.
  case undefined(String)
  case none
  case bool(Bool)
  case integer(Int)
  case number(Double)
  /// An integer beyond 64 bits, by its digits.
  case digits([UInt8])
  case text(TemplateText)
  case list(TemplateList)
  case object(TemplateObject)
  case generator(TemplateGenerator)
  case namespace(TemplateNamespace)
  case loop(TemplateLoop)
  case callable(TemplateCallable)

  static func text(_ text: String) -> TemplateValue { .text(TemplateText(text)) }

  static func list(_ elements: [TemplateValue]) -> TemplateValue { .list(TemplateList(elements: elements)) }

  static func tuple(_ elements: [TemplateValue], _ origin: TextOrigin = .template) -> TemplateValue {
    .list(TemplateList(elements: elements, kind: .tuple, origin: origin))
  }

  var isCallable: Bool { if case .callable = self { true } else { false } }

  var isUndefined: Bool { if case .undefined = self { true } else { false } }

  /// What Python calls its type, for messages.
  var typeName: String {
    switch self {
    case .undefined: "undefined"
    case .none: "NoneType"
    case .bool: "bool"
    case .integer, .digits: "int"
    case .number: "float"
    case .text: "str"
    case .list(let list): list.kind.name
    case .object: "dict"
    case .generator: "generator"
    case .namespace: "namespace"
    case .loop: "loop"
    case .callable: "function"
    }
  }

  /// How deep lists and dictionaries stand inside each other.
  var nesting: Int {
    switch self {
    case .list(let list): list.nesting
    case .object(let object): object.nesting
    default: 0
    }
  }

  /// Whether anything in it comes from the content of messages, or may.
  var holdsContent: Bool {
    switch self {
    case .text(let text): text.holdsContent
    case .list(let list): list.holdsContent
    case .object(let object): object.holdsContent
    case .generator, .namespace: true
    default: false
    }
  }

  /// Whether printing it shows data as a program would write them: objects, lists of what messages say or of objects,
  /// and what is no data at all. Lists of plain words in what tools are like are left to the template.
  var isProgramText: Bool {
    switch self {
    case .undefined, .none, .bool, .integer, .number, .digits, .text, .namespace, .loop: return false
    case .generator, .callable, .list, .object: break
    }
    var steps = Self.mostSteps
    return isProgramText(&steps)
  }

  /// So many values are looked at; what holds more is taken for data.
  private static let mostSteps = 10_000

  private func isProgramText(_ steps: inout Int) -> Bool {
    steps -= 1
    guard steps > 0 else { return true }
    switch self {
    case .object(let object):
      if object.origin.kind != .template { return true }
      for value in object.values where value.holdsData(&steps) { return true }
      return false
    case .list(let list):
      if list.origin.message >= 0 { return true }
      guard list.kind != .range else { return false }
      for element in list.elements {
        if case .text(let text) = element, text.message >= 0 || text.holdsContent { return true }
        if element.isProgramText(&steps) { return true }
      }
      return false
    case .generator, .callable: return true
    case .undefined, .none, .bool, .integer, .number, .digits, .text, .namespace, .loop: return false
    }
  }

  /// Whether any of it comes from the data.
  private func holdsData(_ steps: inout Int) -> Bool {
    steps -= 1
    guard steps > 0 else { return true }
    switch self {
    case .text(let text):
      var found = false
      text.forEachRun { _, origin in found = found || origin.kind != .template }
      return found
    case .list(let list):
      if list.origin.kind != .template { return true }
      for element in list.elements where element.holdsData(&steps) { return true }
      return false
    case .object(let object):
      if object.origin.kind != .template { return true }
      for value in object.values where value.holdsData(&steps) { return true }
      return false
    default: return false
    }
  }

  /// The message and the member of it that all of the value comes from; -1 where there is none.
  var source: (message: Int32, field: TextOrigin.Field) {
    switch self {
    case .object(let object): (object.origin.message, object.origin.field)
    case .list(let list): (list.origin.message, list.origin.field)
    case .text(let text): (text.message, text.soleOrigin?.field ?? .none)
    default: (-1, .none)
    }
  }
}

/// What can be called.
enum TemplateCallable {
  case function(TemplateFunction)
  case macro(TemplateMacroClosure)
  case method(TemplateMethod, on: [TemplateValue])
  case loopMethod(TemplateLoop, changed: Bool)
  case cycler(TemplateCycler)
  case cyclerMethod(TemplateCycler, resets: Bool)
  case joiner(TemplateJoiner)
}

/// The functions every template has.
enum TemplateFunction: String, CaseIterable {
  case range, dict, namespace, cycler, joiner, lipsum
  case raiseException = "raise_exception"
  case formatTime = "strftime_now"
}

/// A macro with the names that stood around it.
final class TemplateMacroClosure {
  let macro: TemplateMacro
  let names: [(name: Int, value: TemplateValue)]

  init(_ macro: TemplateMacro, names: [(name: Int, value: TemplateValue)] = []) {
    self.macro = macro
    self.names = names
  }
}

/// What `cycler()` makes.
final class TemplateCycler {
  let values: [TemplateValue]
  var position = 0

  init(_ values: [TemplateValue]) { self.values = values }
}

/// What `joiner()` makes: nothing at its first call, a separator at the others.
final class TemplateJoiner {
  let separator: TemplateValue
  var isUsed = false

  init(_ separator: TemplateValue) { self.separator = separator }
}

/// The state of a loop, which its body sees as `loop`.
final class TemplateLoop {
  let elements: [TemplateValue]
  let depth: Int
  var index = 0
  var lastChecked: [TemplateValue]?
  /// What calling a recursive loop does; nil for others.
  let statement: TemplateLoopStatement?

  init(elements: [TemplateValue], depth: Int, statement: TemplateLoopStatement?) {
    self.elements = elements
    self.depth = depth
    self.statement = statement
  }
}

extension TemplateValue {
  /// A value from JSON; its texts carry an origin.
  static func from(_ view: JSONView, _ origin: TextOrigin) throws(TemplateFailure) -> TemplateValue {
    switch view.kind {
    case .null: return .none
    case .bool: return .bool(view.bool ?? false)
    case .number: return number(view)
    case .string: return .text(TemplateText(try text(view), origin))
    case .array:
      var views: [JSONView] = []
      view.forEachElement { views.append($0) }
      var elements: [TemplateValue] = []
      elements.reserveCapacity(views.count)
      for element in views { elements.append(try from(element, origin)) }
      return .list(TemplateList(elements: elements, origin: origin))
    case .object:
      var members: [(JSONView, JSONView)] = []
      view.forEachMember { members.append(($0, $1)) }
      var keys: [TemplateValue] = []
      var values: [TemplateValue] = []
      for (key, value) in members {
        keys.append(.text(TemplateText(try text(key), origin)))
        values.append(try from(value, origin))
      }
      return .object(TemplateObject(keys: keys, values: values, origin: origin))
    }
  }

  private static func text(_ view: JSONView) throws(TemplateFailure) -> [UInt8] {
    do throws(JSONError) { return try view.unescaped() } catch {
      throw TemplateFailure(.evaluation, error.message)
    }
  }

  private static func number(_ view: JSONView) -> TemplateValue {
    if let value = view.int { return .integer(value) }
    let bytes = view.withUnsafeBytes { Array($0) }
    if bytes.contains(where: { $0 | 0x20 == UInt8(ascii: "e") || $0 == UInt8(ascii: ".") }) {
      return .number(Double(String(decoding: bytes, as: UTF8.self)) ?? .infinity)
    }
    return .digits(bytes)
  }
}
