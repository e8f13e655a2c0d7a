/// What JSON, YAML or a program gives an option under its name.
package indirect enum OptionInput: Hashable, Sendable {
  /// Nothing: the option keeps what holds without it.
  case null
  /// True or false.
  case boolean(Bool)
  /// A number, in the digits it was written with.
  case number(String)
  /// A text; in YAML, where words have no type, any scalar.
  case text(String)
  /// Several values.
  case list([OptionInput])
  /// Names with their values, in their order.
  case mapping([(name: String, value: OptionInput)])

  package static func == (left: OptionInput, right: OptionInput) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.boolean(let a), .boolean(let b)): a == b
    case (.number(let a), .number(let b)), (.text(let a), .text(let b)): a == b
    case (.list(let a), .list(let b)): a == b
    case (.mapping(let a), .mapping(let b)): a.elementsEqual(b) { $0.name == $1.name && $0.value == $1.value }
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) { hasher.combine("\(self)") }

  /// A single value as an option reads it; nil for nothing, true, false, lists and mappings.
  package var text: String? {
    switch self {
    case .number(let text), .text(let text): text
    default: nil
    }
  }

  /// As a message shows it.
  var shown: String {
    switch self {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .number(let text), .text(let text): text
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }
}
