import PrepExamples
import PrepRecords

/// Turns messages into the values a template sees.
enum MessageValues {
  /// Roles that count as the template's own words, so that `<|` and `|>` around them may make a control token.
  static let knownRoles = [
    "system", "developer", "user", "assistant", "tool", "function", "ipython", "model", "observation", "tool_response",
    "tool_call", "function_call", "human", "gpt", "environment", "context", "critic", "documents", "available_tools",
  ]

  /// The place of a role among the known ones.
  static func place(of role: String) -> UInt8? { knownRoles.firstIndex(of: role).map { UInt8($0) } }

  private static let roleKey = TemplateText("role")
  private static let contentKey = TemplateText("content")

  static func value(of message: Message, at index: Int) throws(TemplateFailure) -> TemplateValue {
    let number = Int32(index)
    let member = TextOrigin(kind: .member, message: number)
    let isKnown = place(of: message.role) != nil
    var keys = [roleKey, contentKey]
    var values: [TemplateValue] = [.text(TemplateText(Array(message.role.utf8), isKnown ? .template : member))]
    switch message.content {
    case .none: values.append(.none)
    case .text(let text): values.append(.text(TemplateText(text, TextOrigin(kind: .content, shape: .whole, message: number))))
    case .parts(let json): values.append(try value(json, TextOrigin(kind: .content, message: number)))
    }
    for other in message.other {
      keys.append(TemplateText(other.key))
      values.append(try value(other.json, member))
    }
    return .object(TemplateObject(keys: keys, values: values, message: number))
  }

  static func value(_ json: [UInt8], _ origin: TextOrigin) throws(TemplateFailure) -> TemplateValue {
    let document: JSONDocument
    do throws(JSONError) { document = try JSONDocument(json) } catch {
      throw TemplateFailure(.evaluation, "a value is not valid JSON: \(error.message)")
    }
    return try TemplateValue.from(document.root, origin)
  }
}
