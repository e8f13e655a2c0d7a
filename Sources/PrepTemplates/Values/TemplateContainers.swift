/// A list, or what behaves much like one. Shared by reference, never changed once it is made.
final class TemplateList {
  /// What it is in Python.
  enum Kind {
    case list, tuple, range
    /// The keys, values or pairs of a dictionary.
    case keys, values, items
    /// A pair that `groupby` makes: the grouper and the list.
    case group

    var name: String {
      switch self {
      case .list: "list"
      case .tuple, .group: "tuple"
      case .range: "range"
      case .keys: "dict_keys"
      case .values: "dict_values"
      case .items: "dict_items"
      }
    }

    /// Whether elements have places.
    var isSequence: Bool {
      switch self {
      case .list, .tuple, .range, .group: true
      case .keys, .values, .items: false
      }
    }

    var isTuple: Bool { self == .tuple || self == .group }
  }

  let elements: [TemplateValue]
  let kind: Kind
  let nesting: Int
  /// Where it comes from as a whole.
  let origin: TextOrigin
  let holdsContent: Bool
  /// The arguments of a range.
  let bounds: [Int]

  init(elements: [TemplateValue], kind: Kind = .list, origin: TextOrigin = .template, bounds: [Int] = []) {
    self.bounds = bounds
    self.elements = elements
    self.kind = kind
    self.origin = origin
    var deepest = 0
    var holds = false
    if kind != .range {
      for element in elements {
        deepest = max(deepest, element.nesting)
        holds = holds || element.holdsContent
      }
    }
    nesting = 1 + deepest
    holdsContent = holds
  }
}

/// A key of a dictionary, as equality in Python has it: 1, 1.0 and True are one key.
enum TemplateKey: Hashable {
  case none
  case undefined
  case integer(Int)
  case number(Double)
  case digits([UInt8])
  case text([UInt8])
  case tuple([TemplateKey])
  case reference(ObjectIdentifier)

  /// The key that a value is; nil for lists, dictionaries and what holds them.
  init?(_ value: TemplateValue) {
    switch value {
    case .undefined: self = .undefined
    case .none: self = .none
    case .bool(let value): self = .integer(value ? 1 : 0)
    case .integer(let value): self = .integer(value)
    case .number(let value): self = Int(exactly: value).map { .integer($0) } ?? .number(value)
    case .digits(let digits): self = .digits(digits)
    case .text(let text): self = .text(text.bytes)
    case .list(let list):
      guard list.kind.isTuple else { return nil }
      var keys: [TemplateKey] = []
      for element in list.elements {
        guard let key = TemplateKey(element) else { return nil }
        keys.append(key)
      }
      self = .tuple(keys)
    case .object: return nil
    case .generator(let generator): self = .reference(ObjectIdentifier(generator))
    case .namespace(let namespace): self = .reference(ObjectIdentifier(namespace))
    case .loop(let loop): self = .reference(ObjectIdentifier(loop))
    case .callable: return nil
    }
  }
}

/// A dictionary with its members in order. Shared by reference, never changed once it is made.
final class TemplateObject {
  let keys: [TemplateValue]
  let values: [TemplateValue]
  /// Where it comes from as a whole.
  let origin: TextOrigin
  /// Whether it is a whole message.
  let isMessage: Bool
  let nesting: Int
  let holdsContent: Bool
  private lazy var places: [TemplateKey: Int] = Dictionary(
    keys.enumerated().compactMap { index, key in TemplateKey(key).map { ($0, index) } },
    uniquingKeysWith: { first, _ in first })

  init(keys: [TemplateValue], values: [TemplateValue], origin: TextOrigin = .template, isMessage: Bool = false) {
    self.keys = keys
    self.values = values
    self.origin = origin
    self.isMessage = isMessage
    var deepest = 0
    var holds = false
    for value in values {
      deepest = max(deepest, value.nesting)
      holds = holds || value.holdsContent
    }
    nesting = 1 + deepest
    holdsContent = holds || keys.contains { $0.holdsContent }
  }

  /// The member with a key that is a string; nil when there is none.
  func value(for key: [UInt8]) -> TemplateValue? {
    if keys.count > 12 { return places[.text(key)].map { values[$0] } }
    for (index, candidate) in keys.enumerated() {
      if case .text(let text) = candidate, text.bytes == key { return values[index] }
    }
    return nil
  }

  /// The member with a key; nil when there is none, or when the value can be no key.
  func value(for key: TemplateValue) -> TemplateValue? {
    if case .text(let text) = key { return value(for: text.bytes) }
    return TemplateKey(key).flatMap { places[$0] }.map { values[$0] }
  }
}

/// Collects the members of a dictionary; a later value of a key replaces the one before.
struct TemplateObjectBuilder {
  private(set) var keys: [TemplateValue] = []
  private(set) var values: [TemplateValue] = []
  private var places: [TemplateKey: Int] = [:]

  /// Sets a member; returns false when the value can be no key.
  mutating func set(_ key: TemplateValue, _ value: TemplateValue) -> Bool {
    guard let place = TemplateKey(key) else { return false }
    if let index = places[place] {
      values[index] = value
    } else {
      places[place] = keys.count
      keys.append(key)
      values.append(value)
    }
    return true
  }

  /// The member with a key that is a string; nil when there is none.
  func value(for key: String) -> TemplateValue? { places[.text(Array(key.utf8))].map { values[$0] } }

  func object(_ origin: TextOrigin = .template, isMessage: Bool = false) -> TemplateObject {
    TemplateObject(keys: keys, values: values, origin: origin, isMessage: isMessage)
  }
}

/// Elements that can be looped over once: what filters such as `map` and `select` give.
final class TemplateGenerator {
  private var rest: ArraySlice<TemplateValue>
  private var failure: TemplateFailure?

  /// - Parameter failure: What happens behind the last element.
  init(_ elements: [TemplateValue], failure: TemplateFailure? = nil) {
    rest = elements[...]
    self.failure = failure
  }

  /// The next element; nil behind the last.
  func next() throws(TemplateFailure) -> TemplateValue? {
    if let value = rest.popFirst() { return value }
    if let failure {
      self.failure = nil
      throw failure
    }
    return nil
  }

  /// All elements that are left.
  func takeAll() throws(TemplateFailure) -> [TemplateValue] {
    let elements = Array(rest)
    rest = []
    if let failure {
      self.failure = nil
      throw failure
    }
    return elements
  }
}

/// What `namespace()` makes: the only thing that can be changed from inside a loop.
final class TemplateNamespace {
  private(set) var names: [[UInt8]] = []
  private(set) var values: [TemplateValue] = []
  private var places: [[UInt8]: Int] = [:]

  subscript(name: [UInt8]) -> TemplateValue? { places[name].map { values[$0] } }

  func set(_ name: [UInt8], to value: TemplateValue) {
    if let index = places[name] {
      values[index] = value
    } else {
      places[name] = names.count
      names.append(name)
      values.append(value)
    }
  }

  func removeAll() { (names, values, places) = ([], [], [:]) }
}
