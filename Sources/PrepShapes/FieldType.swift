import PrepRecords

/// What the value of a field is.
package enum FieldType: String, Sendable, Hashable {
  case text = "a string"
  case textOrMessages = "a string or a list of messages"
  case messages = "a list of messages"
  case object = "an object"
  case list = "a list"
  case tools = "a list, or a string of JSON"
  case label = "a string, a number, true or false"
  case verdict = "true or false"
  case number = "a number"
  case any = "anything"

  /// Whether a value is what the field wants.
  package func accepts(_ value: BorrowedJSON) -> Bool {
    switch self {
    case .text: value.isString
    case .textOrMessages: value.isString || value.isArray
    case .messages, .list: value.isArray
    case .object: value.isObject
    case .tools: value.isArray || value.isString
    case .label: value.isString || value.isNumber || value.isBool
    case .verdict: value.isBool
    case .number: value.isNumber
    case .any: true
    }
  }
}
