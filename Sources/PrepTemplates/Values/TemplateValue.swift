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
  case namespace(TemplateNamespace)
  case loop(TemplateLoop)
  case callable(TemplateCallable)

  static func text(_ text: String) -> TemplateValue { .text(TemplateText(text)) }

  static func list(_ elements: [TemplateValue]) -> TemplateValue { .list(TemplateList(elements: elements)) }

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
    case .list(let list): list.isTuple ? "tuple" : "list"
    case .object: "dict"
    case .namespace: "namespace"
    case .loop: "loop"
    case .callable: "function"
    }
  }
}

extension TemplateValue {
  /// How deep lists and dictionaries stand inside each other.
  var nesting: Int {
    switch self {
    case .list(let list): list.nesting
    case .object(let object): object.nesting
    default: 0
    }
  }
}

/// A list or tuple.
struct TemplateList {
  let elements: [TemplateValue]
  let isTuple: Bool
  let nesting: Int

  init(elements: [TemplateValue], isTuple: Bool = false) {
    self.elements = elements
    self.isTuple = isTuple
    nesting = 1 + elements.reduce(0) { max($0, $1.nesting) }
  }
}

/// A dictionary with its members in order. Shared by reference, never changed once it is made.
final class TemplateObject {
  let keys: [TemplateText]
  let values: [TemplateValue]
  /// The message it is; -1 for anything else.
  let message: Int32
  let nesting: Int
  private lazy var places: [[UInt8]: Int] = Dictionary(
    keys.enumerated().map { ($1.bytes, $0) }, uniquingKeysWith: { first, _ in first })

  init(keys: [TemplateText], values: [TemplateValue], message: Int32 = -1) {
    self.keys = keys
    self.values = values
    self.message = message
    nesting = 1 + values.reduce(0) { max($0, $1.nesting) }
  }

  /// The member with a key; nil when there is none.
  func value(for key: [UInt8]) -> TemplateValue? {
    if keys.count > 12 { return places[key].map { values[$0] } }
    for (index, candidate) in keys.enumerated() where candidate.bytes == key { return values[index] }
    return nil
  }
}

/// What `namespace()` makes: the only thing that can be changed from inside a loop.
final class TemplateNamespace {
  private var members: [(name: String, value: TemplateValue)] = []

  subscript(name: String) -> TemplateValue? {
    get { members.first { $0.name == name }?.value }
    set {
      guard let newValue else { return }
      if let index = members.firstIndex(where: { $0.name == name }) {
        members[index].value = newValue
      } else {
        members.append((name, newValue))
      }
    }
  }
}

/// The state of a loop, which its body sees as `loop`.
final class TemplateLoop {
  let elements: [TemplateValue]
  let depth: Int
  var index = 0
  var lastChecked: [TemplateValue]?

  init(elements: [TemplateValue], depth: Int) {
    self.elements = elements
    self.depth = depth
  }
}

/// What can be called.
enum TemplateCallable {
  case function(TemplateFunction)
  case macro(TemplateMacro)
  /// The body of a call block, which its macro calls as `caller`.
  case caller(TemplateMacro)
  case method(TemplateMethod, on: [TemplateValue])
  case loopMethod(TemplateLoop, changed: Bool)
}

/// The functions every template has.
enum TemplateFunction: String, CaseIterable {
  case range, dict, namespace
  case raiseException = "raise_exception"
  case formatTime = "strftime_now"
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
      return .list(elements)
    case .object:
      var members: [(JSONView, JSONView)] = []
      view.forEachMember { members.append(($0, $1)) }
      var keys: [TemplateText] = []
      var values: [TemplateValue] = []
      for (key, value) in members {
        keys.append(TemplateText(try text(key), origin))
        values.append(try from(value, origin))
      }
      return .object(TemplateObject(keys: keys, values: values))
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
