import PrepExamples
import PrepRecords
import PrepShapes

/// Turns messages into the values a template sees.
enum MessageValues {
  private static let roleKey = TemplateText("role")
  private static let contentKey = TemplateText("content")

  static func value(of message: Message, at index: Int) throws(TemplateFailure) -> TemplateValue {
    let number = Int32(index)
    let member = TextOrigin(kind: .member, message: number)
    // A role that all know counts as the template's own word, so that `<|` and `|>` around it may make a control token.
    let isKnown = RoleKind.named(message.role) != nil
    var keys = [roleKey]
    var values: [TemplateValue] = [.text(TemplateText(Array(message.role.utf8), isKnown ? .template : member))]
    // What is null is not there: templates know what to do without it.
    switch message.content {
    case .none: break
    case .text(let text):
      keys.append(contentKey)
      values.append(.text(TemplateText(text, TextOrigin(kind: .content, shape: .whole, message: number))))
    case .parts(let json):
      keys.append(contentKey)
      values.append(try value(json, TextOrigin(kind: .content, message: number)))
    }
    for other in message.other {
      let value = try value(other.json, member)
      if case .none = value { continue }
      keys.append(TemplateText(other.key))
      values.append(value)
    }
    if !message.other.isEmpty { nameReasoning(&keys, &values) }
    return .object(TemplateObject(keys: keys, values: values, message: number))
  }

  /// What a model thinks has several names; templates find it under both of theirs.
  private static func nameReasoning(_ keys: inout [TemplateText], _ values: inout [TemplateValue]) {
    let present = keys.map(\.bytes)
    guard let place = reasoningNames.lazy.compactMap({ present.firstIndex(of: $0) }).first else { return }
    let value = values[place]
    if let index = present.firstIndex(of: reasoningNames[0]) { values[index] = value } else {
      keys.append(TemplateText(reasoningNames[0]))
      values.append(value)
    }
    if !present.contains(reasoningNames[1]) {
      keys.append(TemplateText(reasoningNames[1]))
      values.append(value)
    }
  }

  private static let reasoningNames = RecordField.reasoning.names.map { Array($0.utf8) }

  static func value(_ json: [UInt8], _ origin: TextOrigin) throws(TemplateFailure) -> TemplateValue {
    let document: JSONDocument
    do throws(JSONError) { document = try JSONDocument(json) } catch {
      throw TemplateFailure(.evaluation, "a value is not valid JSON: \(error.message)")
    }
    return try TemplateValue.from(document.root, origin)
  }
}
