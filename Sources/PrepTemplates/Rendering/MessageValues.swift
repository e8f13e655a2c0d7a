import PrepExamples
import PrepRecords
import PrepShapes

/// Turns messages into the values a template sees.
enum MessageValues {
  private static let roleKey = TemplateText("role")
  private static let contentKey = TemplateText("content")

  static func value(of message: Message, at index: Int) throws(TemplateFailure) -> TemplateValue {
    let number = Int32(index)
    // A role that all know counts as the template's own word, so that `<|` and `|>` around it may make a control token.
    let isKnown = RoleKind.named(message.role) != nil
    let role = isKnown ? TextOrigin.template : TextOrigin(kind: .member, field: .role, message: number)
    var members = TemplateObjectBuilder()
    _ = members.set(.text(roleKey), .text(TemplateText(Array(message.role.utf8), role)))
    // What is null is not there: templates know what to do without it.
    switch message.content {
    case .none: break
    case .text(let text):
      _ = members.set(
        .text(contentKey),
        .text(TemplateText(text, TextOrigin(kind: .content, shape: .whole, field: .content, message: number))))
    case .parts(let json):
      let content = try value(json, TextOrigin(kind: .content, field: .content, message: number))
      if case .none = content { break }
      _ = members.set(.text(contentKey), content)
    }
    for other in message.other {
      let value = try value(other.json, TextOrigin(kind: .member, field: field(of: other.key), message: number))
      if case .none = value { continue }
      _ = members.set(.text(other.key), value)
    }
    if !message.other.isEmpty { nameReasoning(&members) }
    return .object(members.object(TextOrigin(kind: .member, message: number), isMessage: true))
  }

  private static func field(of key: String) -> TextOrigin.Field {
    switch key {
    case "tool_calls", "function_call": .toolCall
    case let name where reasoningNames.contains(name): .reasoning
    default: .other
    }
  }

  /// What a model thinks has several names; templates find it under both of theirs.
  private static func nameReasoning(_ members: inout TemplateObjectBuilder) {
    guard let value = reasoningNames.compactMap({ members.value(for: $0) }).first else { return }
    _ = members.set(.text(reasoningNames[0]), value)
    if members.value(for: reasoningNames[1]) == nil { _ = members.set(.text(reasoningNames[1]), value) }
  }

  private static let reasoningNames = RecordField.reasoning.names

  static func value(_ json: [UInt8], _ origin: TextOrigin) throws(TemplateFailure) -> TemplateValue {
    let document: JSONDocument
    do throws(JSONError) { document = try JSONDocument(json) } catch {
      throw TemplateFailure(.evaluation, "a value is not valid JSON: \(error.message)")
    }
    return try TemplateValue.from(document.root, origin)
  }
}
