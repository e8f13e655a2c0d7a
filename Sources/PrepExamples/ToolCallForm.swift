package import PrepRecords

/// What is known of calls of tools, whoever wrote them.
package enum ToolCallForm {
  /// Whether a call has no arguments: null, or a text of blanks, which people write for a tool that takes none.
  package static func isNone(_ arguments: JSONView) -> Bool {
    if arguments.isNull { return true }
    guard arguments.kind == .string, let text = try? arguments.unescaped() else { return false }
    return text.allSatisfy { $0 <= 0x20 }
  }

  /// The object that arguments are, as it is or as its JSON text, however often that was encoded; nil for what is none.
  package static func object(_ arguments: JSONView) -> JSONDocument? {
    if arguments.kind == .object { return try? JSONDocument(arguments.withUnsafeBytes { Array($0) }) }
    var view = arguments
    for _ in 0..<mostEncodings {
      guard view.kind == .string, let text = try? view.unescaped(), let document = try? JSONDocument(text) else {
        return nil
      }
      if document.root.kind == .object { return document }
      view = document.root
    }
    return nil
  }

  /// Whether arguments are the JSON text of a JSON text.
  package static func isEncodedTwice(_ arguments: JSONView) -> Bool {
    guard arguments.kind == .string, let text = try? arguments.unescaped(),
      text.first(where: { $0 > 0x20 }) == UInt8(ascii: "\"")
    else { return false }
    return object(arguments) != nil
  }

  /// How often arguments may have been encoded.
  private static let mostEncodings = 4

  /// What is wrong with a call, whoever is to write it; nil where it names a function and its arguments are an object,
  /// or none.
  package static func fault(of call: JSONView) -> String? {
    guard call.kind == .object else { return "a tool call is no object" }
    let function = call["function"] ?? call
    guard let name = try? function["name"]?.string(), name.contains(where: { !$0.isWhitespace }) else {
      return "a tool call names no function"
    }
    guard let arguments = function["arguments"], !isNone(arguments), object(arguments) == nil else { return nil }
    return "the arguments of the call of \"\(name.prefix(40))\" are no JSON object"
  }

  /// Whether a call has its name beside its id, and not in a function.
  static func isFlat(_ call: JSONView) -> Bool {
    call.kind == .object && call["function"] == nil && call["name"]?.kind == .string && call["arguments"] != nil
  }
}
