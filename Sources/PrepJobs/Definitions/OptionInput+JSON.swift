import PrepOptions
import PrepRecords

extension OptionInput {
  /// A JSON value as an option reads it.
  ///
  /// - Throws: `JSONError` for a string with half a surrogate pair.
  package init(_ view: JSONView) throws(JSONError) {
    switch view.kind {
    case .null: self = .null
    case .bool: self = .boolean(view.bool ?? false)
    case .number: self = .number(view.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
    case .string: self = .text(try view.string())
    case .array:
      var values: [OptionInput] = []
      for element in view.elements { values.append(try OptionInput(element)) }
      self = .list(values)
    case .object: self = .mapping(try Self.entries(of: view))
    }
  }

  /// The members of an object, as ``OptionTable/read(_:into:isComplete:)`` takes them.
  ///
  /// - Throws: `JSONError` for a string with half a surrogate pair.
  package static func entries(of object: JSONView) throws(JSONError) -> [(name: String, value: OptionInput)] {
    var members: [(key: JSONView, value: JSONView)] = []
    object.forEachMember { members.append(($0, $1)) }
    var entries: [(name: String, value: OptionInput)] = []
    for (key, value) in members { entries.append((try key.string(), try OptionInput(value))) }
    return entries
  }
}
