import PrepRecords
import PrepShapes

/// What a message has of the forms that others write.
extension Message {
  /// Whether the one who speaks is called by another name than ours: a template that asks for ours would take it for
  /// nobody. What tools give back keeps its name, which templates know several of.
  var hasOthersRole: Bool {
    if role == "user" || role == "assistant" || role == "system" || role == "tool" { return false }
    guard let name = RoleKind.named(role), name.isAlias else { return false }
    return name.isCall || name.kind == .user || name.kind == .assistant || name.kind == .system
  }

  /// Whether it is a call and what it gave back in one, as some tools' messages are.
  var hasObservation: Bool { self["observation"] != nil }

  /// Whether it calls a function as messages did before there were several calls, which few templates ask for.
  var hasOldCall: Bool { self["function_call"]?.first == UInt8(ascii: "{") }

  /// The members in which some services write what is thought: a text, or a list of parts.
  static let othersThoughts: Set<String> = ["reasoning_details", "thinking_blocks", "analysis"]

  /// Whether it has thoughts as some services write them.
  private var hasOthersThoughts: Bool {
    other.contains { Self.othersThoughts.contains($0.key) && $0.json != Array("null".utf8) }
  }

  /// Whether it has calls that name what they call beside their ids, which some templates take for no calls.
  var hasFlatCalls: Bool {
    guard let json = self[RecordField.toolCalls.name], let root = try? JSONDocument(json).root else { return false }
    return root.elements.contains(where: ToolCallForm.isFlat)
  }
}

extension Message {
  /// The keys under which what is said stands, in the order in which they are looked for.
  static let contentKeys = ["content", "value", "text", "parts", "message"]

  /// The members that stand for what is said where nothing is: calls, thoughts, a refusal, media.
  private static let insteadOfContent: Set<String> = Set(
    [RecordField.toolCalls, .functionCall, .reasoning, .refusal, .images, .videos, .audios].flatMap(\.names))

  /// Whether it is written as others write messages, so that whoever reads records of any shape has to read it.
  var hasOthersForm: Bool {
    if other.isEmpty, case .text = content { return hasOthersRole }
    return hasOthersRole || hasOldCall || hasFlatCalls || hasOthersThoughts || hasObservation || hasContentElsewhere
      || hasOthersParts
      || self[RecordField.parentID.name] != nil
  }

  /// Whether a member besides `content` says something, which may be the content.
  private var hasContentElsewhere: Bool {
    other.contains { $0.key != "content" && Self.contentKeys.contains($0.key) && $0.json != Array("null".utf8) }
  }

  /// Whether it has what may stand instead of a content.
  var hasOtherSense: Bool {
    other.contains { Self.insteadOfContent.contains($0.key) && $0.json != Array("null".utf8) }
  }

  /// Whether its parts are none that templates know: thoughts, calls and what tools gave back among texts, and
  /// texts of other forms.
  private var hasOthersParts: Bool {
    guard case .parts(let json) = content, let root = try? JSONDocument(json).root, root.kind == .array else {
      return false
    }
    return root.elements.contains { part in
      guard part.kind == .object, let type = part["type"], type.kind == .string else {
        return !PartReader.isMedia(part)
      }
      let name = (try? type.string()) ?? ""
      return PartReader.othersTypes.contains(name) || PartReader.isOthersText(part, type: name)
    }
  }
}

extension Message {
  /// What the assistant thinks, as a text, and the key it has in the message; nil where it thinks nothing, or writes it
  /// otherwise.
  package var thoughts: (key: String, words: [UInt8])? {
    for member in other where RecordField.reasoning.names.contains(member.key) {
      guard let root = try? JSONDocument(member.json).root, root.kind == .string, let words = try? root.unescaped()
      else { continue }
      return (member.key, words)
    }
    return nil
  }
}
