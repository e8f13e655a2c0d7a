import PrepRecords
import PrepShapes

/// The messages of a chat and what they call role and content.
struct Turns {
  var list: JSONView
  var roleKey: String
  var contentKey: String
  var messages: [JSONView] = []

  init?(_ root: JSONView, _ names: FieldNames) {
    if let list = root[names.mapping.name(of: .messages)], list.kind == .array {
      self.list = list
      roleKey = "role"
      contentKey = "content"
    } else if let list = root[names.mapping.name(of: .conversations)], list.kind == .array {
      self.list = list
      roleKey = "from"
      contentKey = "value"
    } else {
      return nil
    }
    list.forEachElement { messages.append($0) }
    if roleKey == "from", messages.allSatisfy({ $0["role"] != nil }) {
      roleKey = "role"
      contentKey = "content"
    }
  }

  func role(_ message: JSONView) -> String? { message[roleKey].flatMap { $0.kind == .string ? try? $0.string() : nil } }

  /// Who speaks in a message.
  func kind(_ message: JSONView) -> RoleKind { role(message).map { RoleKind($0) } ?? .other }

  func isAssistant(_ message: JSONView) -> Bool { kind(message) == .assistant }
}

/// Joins all system messages into one at the start, with empty lines between their texts, where all of them are plain
/// texts.
enum SystemFirstRule: RecordRule {
  static let repair = Repair.systemFirst

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    guard let turns = Turns(root, names), let first = turns.messages.first, let last = turns.messages.last else {
      return .none
    }
    func isSystem(_ message: JSONView) -> Bool { turns.kind(message).isInstruction }
    guard turns.messages.dropFirst().contains(where: isSystem) else { return .none }
    let systems = turns.messages.filter(isSystem)
    // Nothing but role and text, so that nothing is lost.
    guard systems.allSatisfy({ $0.count == 2 && $0[turns.contentKey]?.stringBytes != nil }),
      let head = systems.first, let content = head[turns.contentKey]
    else { return .none }
    let texts = systems.compactMap { $0[turns.contentKey]?.stringBytes }
    var message = RecordEdits()
    message.replace(
      content.offset - head.offset..<content.offset - head.offset + content.byteCount,
      with: quoted(Array(texts.joined(separator: Array("\n\n".utf8)))))
    let joined = head.text.withUnsafeBytes { message.applied(to: $0) }
    let list = [joined] + turns.messages.filter { !isSystem($0) }.map(\.text)
    var edits = RecordEdits()
    edits.replace(first.offset..<last.offset + last.byteCount, with: Array(list.joined(separator: Array(", ".utf8))))
    return .edits(edits)
  }
}

/// Gives messages with images the weight 0, where they have another: images cannot be learnt as answers.
enum ImageWeightRule: RecordRule {
  static let repair = Repair.imageWeights

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    guard let turns = Turns(root, names) else { return .none }
    var edits = RecordEdits()
    for message in turns.messages {
      guard let weight = message["weight"], weight.text.first != UInt8(ascii: "0"),
        let content = message[turns.contentKey],
        content.kind == .array
      else { continue }
      var hasImage = false
      content.forEachElement { part in
        guard part.kind == .object else { return }
        let type = part["type"]
        hasImage =
          hasImage
          || (type.map { ["image_url", "image", "input_image"].contains(where: $0.isString) }
            ?? (part["image_url"] != nil))
      }
      if hasImage { edits.replace(weight, with: Array("0".utf8)) }
    }
    return .edits(edits)
  }
}

/// Drops the messages after the last one of the assistant.
enum TrailingTurnRule: RecordRule {
  static let repair = Repair.trailingTurns

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    guard let turns = Turns(root, names), let last = turns.messages.lastIndex(where: turns.isAssistant),
      last + 1 < turns.messages.count
    else { return .none }
    var edits = RecordEdits()
    let start = turns.messages[last].offset + turns.messages[last].byteCount
    edits.replace(start..<turns.list.offset + turns.list.byteCount - 1, with: [])
    return .edits(edits)
  }
}

/// Joins neighbouring messages of one role whose contents are texts, with an empty line between them.
enum MergedTurnRule: RecordRule {
  static let repair = Repair.mergedTurns

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    guard let turns = Turns(root, names) else { return .none }
    var edits = RecordEdits()
    var index = 0
    while index < turns.messages.count {
      var end = index + 1
      while end < turns.messages.count, canJoin(turns.messages[index], turns.messages[end], turns) { end += 1 }
      if end > index + 1 {
        let texts = turns.messages[index..<end].compactMap { $0[turns.contentKey]?.stringBytes }
        if let content = turns.messages[index][turns.contentKey] {
          edits.replace(content, with: quoted(Array(texts.joined(separator: Array("\n\n".utf8)))))
          let first = turns.messages[index]
          let last = turns.messages[end - 1]
          edits.replace(first.offset + first.byteCount..<last.offset + last.byteCount, with: [])
        }
      }
      index = end
    }
    return .edits(edits)
  }

  /// Two plain messages of one role: nothing but role and text, so that nothing is lost.
  private static func canJoin(_ first: JSONView, _ second: JSONView, _ turns: Turns) -> Bool {
    guard let role = turns.role(first), turns.kind(first) != .tool, role == turns.role(second) else { return false }
    return [first, second].allSatisfy { $0.count == 2 && $0[turns.contentKey]?.stringBytes != nil }
  }
}
