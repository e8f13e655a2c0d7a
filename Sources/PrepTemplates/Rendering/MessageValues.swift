import PrepExamples
import PrepRecords
import PrepShapes

/// Turns messages into the values a template sees.
enum MessageValues {
  private static let roleKey = TemplateText("role")
  private static let contentKey = TemplateText("content")

  private static let typeKey = TemplateText("type")
  private static let textKey = TemplateText("text")

  /// - Parameter contents: The form of what messages say.
  static func value(of message: Message, at index: Int, contents: ContentForm = .any) throws(TemplateFailure)
    -> TemplateValue
  {
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
      let said = TemplateValue.text(
        TemplateText(text, TextOrigin(kind: .content, shape: .whole, field: .content, message: number)))
      _ = members.set(.text(contentKey), contents == .parts ? part(said, number) : said)
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

  /// A text as the one part of a content.
  private static func part(_ text: TemplateValue, _ message: Int32) -> TemplateValue {
    var part = TemplateObjectBuilder()
    _ = part.set(.text(typeKey), .text(textKey))
    _ = part.set(.text(textKey), text)
    let origin = TextOrigin(kind: .content, field: .content, message: message)
    return .list(TemplateList(elements: [.object(part.object(origin))], origin: origin))
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

  /// Documents, or what the JSON text of a list of them says.
  static func documents(_ json: [UInt8]) throws(TemplateFailure) -> TemplateValue {
    let origin = TextOrigin(kind: .member)
    var value = try Self.value(json, origin)
    if case .text(let text) = value, let inner = try? Self.value(text.bytes, origin) { value = inner }
    switch value {
    case .list, .none: return value
    default: throw TemplateFailure(.evaluation, "the documents are not a list")
    }
  }

  static func value(_ json: [UInt8], _ origin: TextOrigin) throws(TemplateFailure) -> TemplateValue {
    let document: JSONDocument
    do throws(JSONError) { document = try JSONDocument(json) } catch {
      throw TemplateFailure(.evaluation, "a value is not valid JSON: \(error.message)")
    }
    return try TemplateValue.from(document.root, origin)
  }
}
