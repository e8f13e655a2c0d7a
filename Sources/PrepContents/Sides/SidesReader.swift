import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes

/// Reads the sides of records, by which near-duplicates are judged: of an example what is asked and what is answered, of
/// other records each member.
///
/// What is asked are the turns of users and tools, and prompts; what is answered the turns of assistants, completions,
/// texts. System messages are neither. Labels, tools and weights have to be equal. Fields beside an example do not count.
package struct SidesReader: Sendable {
  /// What of a record is compared, and under which names it is found. The scopes `record` and `line` are the whole
  /// example, whatever the others of its set are, or each member where the fields tell none.
  package var content: ContentKeyReader

  /// A reader of what a content's options name.
  package init(_ content: ContentKeyReader) { self.content = content }

  /// Room that is used again for every record.
  package struct Room {
    var sides = RecordSides()
    package init() {}
  }

  /// Whether what records are is told by the first of a set.
  package var asksShape: Bool { content.asksShape }

  /// The sides of a record.
  ///
  /// - Throws: What is wrong with the fields that are read, as ``ContentKeyReader`` does.
  package func read(_ record: Record, _ room: inout Room) throws(Diagnostic) -> WordSides {
    room.sides.removeAll()
    if !content.fields.isEmpty {
      for field in content.fields { try Self.append(try field.value(in: record), .answered, record, &room.sides) }
      return WordSides(room.sides)
    }
    let isWhole = content.scope == .record || content.scope == .line
    let example: Example
    do throws(Diagnostic) { example = try self.example(of: record) } catch {
      guard isWhole, content.shape == nil else { throw error }
      room.sides.removeAll()
      try appendMembers(of: record, &room.sides)
      return WordSides(room.sides)
    }
    try ExampleSides.append(example, content.scope, to: &room.sides)
    return WordSides(room.sides)
  }

  private func example(of record: Record) throws(Diagnostic) -> Example {
    let shape: ExampleShape
    if let told = content.shape {
      shape = told
    } else {
      shape = try ExampleShape(of: record, content.names, in: asksShape ? content.set : nil)
    }
    return try ExampleReader(shape: shape, names: content.names, omitting: content.omitted).read(record)
  }

  /// Fields that tell records apart and say nothing.
  private static let ids = Set(
    [RecordField.id, .messageID, .parentID, .treeID].flatMap { FieldMapping().names(of: $0) })

  private func appendMembers(of record: Record, _ sides: inout RecordSides) throws(Diagnostic) {
    guard record.root.kind == .object else {
      throw Diagnostic("not-an-object", "a record is a JSON object", at: record.location(pointer: ""))
    }
    var members: [(key: [UInt8], value: JSONView)] = []
    var place: JSONView?
    record.root.forEachMember { key, value in
      do { members.append((try key.unescaped(), value)) } catch { place = key }
    }
    if let place { throw Diagnostic("lone-surrogate", "a key has half a character", at: record.location(of: place)) }
    members.sort { $0.key.lexicographicallyPrecedes($1.key) }
    for (index, member) in members.enumerated() {
      if index > 0, members[index - 1].key == member.key {
        let name = String(decoding: member.key, as: UTF8.self)
        throw Diagnostic(
          "duplicate-key", "the key \"\(name)\" appears twice in the object", at: record.location(of: member.value))
      }
      guard !Self.ids.contains(String(decoding: member.key, as: UTF8.self)) else { continue }
      sides.exact.append(member.key)
      try Self.append(member.value, .asked, record, &sides)
    }
  }

  private static func append(
    _ value: JSONView, _ kind: RecordSides.Kind, _ record: Record, _ sides: inout RecordSides
  ) throws(Diagnostic) {
    guard value.kind == .string else { return try sides.exact.append(value, of: record) }
    sides.begin(kind)
    try sides.append(value, of: record)
  }
}

/// Appends the sides of an example.
enum ExampleSides {
  static func append(_ example: Example, _ scope: ContentScope, to sides: inout RecordSides) throws(Diagnostic) {
    let asks = scope != .completion
    let answers = scope != .prompt
    switch example {
    case .text(let text): append(.text(text), .answered, &sides)
    case .promptCompletion(let prompt, let completion):
      if asks { append(prompt, .asked, &sides) }
      if answers { append(completion, .answered, &sides) }
    case .unpairedPreference(let prompt, let completion, let label):
      if asks { append(prompt, .asked, &sides) }
      if answers {
        append(completion, .answered, &sides)
        sides.exact.append([label ? 1 : 0])
      }
    case .chat(let chat):
      if asks { append(chat.messages, .asked, &sides) { RoleKind($0.role) != .assistant } }
      if answers { append(chat.messages, .answered, &sides) { RoleKind($0.role) == .assistant } }
      if asks { try appendJSON(chat.tools, &sides) }
    case .preference(let pair):
      if asks, let prompt = pair.prompt { append(prompt, .asked, &sides) }
      for answer in [pair.chosen, pair.rejected] {
        guard case .messages(let messages) = answer else {
          if answers { append(answer, .answered, &sides) }
          continue
        }
        if asks { append(messages, .asked, &sides) { RoleKind($0.role) != .assistant } }
        if answers { append(messages, .answered, &sides) { RoleKind($0.role) == .assistant } }
      }
      if asks { try appendJSON(pair.tools, &sides) }
    case .promptOnly(let prompt, let tools):
      append(prompt, .asked, &sides)
      try appendJSON(tools, &sides)
    case .classification(let text, let pair, let label):
      if asks {
        append(.text(text), .asked, &sides)
        if let pair { append(.text(pair), .asked, &sides) }
      }
      if answers { sides.exact.append(label) }
    case .tokenClassification(let tagged):
      if asks { append(.text(tagged.text), .asked, &sides) }
      if answers {
        for tag in tagged.tags { sides.exact.append(tag) }
        for span in tagged.spans ?? [] {
          sides.exact.append(Array("\(span.bytes.lowerBound) \(span.bytes.upperBound)".utf8))
          sides.exact.append(span.label)
        }
      }
    case .questionAnswering(let question):
      if asks {
        append(.text(question.question), .asked, &sides)
        append(.text(question.context), .asked, &sides)
      }
      if answers { for answer in question.answers { append(.text(answer.text), .answered, &sides) } }
    }
  }

  private static func append(_ text: ExampleText, _ kind: RecordSides.Kind, _ sides: inout RecordSides) {
    switch text {
    case .text(let bytes):
      sides.begin(kind)
      sides.append(bytes)
    case .messages(let messages): append(messages, kind, &sides) { _ in true }
    }
  }

  private static func append(
    _ messages: [Message], _ kind: RecordSides.Kind, _ sides: inout RecordSides, where belongs: (Message) -> Bool
  ) {
    sides.begin(kind)
    for message in messages where belongs(message) {
      let role = RoleKind(message.role)
      if role == .system || role == .developer { continue }
      switch message.content {
      case .none: break
      case .text(let text): sides.append(text)
      case .parts(let json): appendParts(json, &sides)
      }
      if let weight = message.weight { sides.exact.append(Array("\(weight)".utf8)) }
      for member in message.other { append(member, &sides) }
    }
  }

  /// The texts of a list of parts; what is no text has to be equal.
  private static func appendParts(_ json: [UInt8], _ sides: inout RecordSides) {
    guard let root = try? JSONDocument(json).root else { return sides.append(json) }
    var parts: [JSONView] = []
    root.forEachElement { parts.append($0) }
    for part in root.kind == .array ? parts : [root] {
      if let text = part.kind == .string ? part : part["text"], text.kind == .string,
        (try? sides.append(text, of: nil)) != nil
      {
        continue
      }
      appendExact(part, &sides)
    }
  }

  /// A member of a message beside role and content: names and ids of calls say nothing, calls and texts count.
  private static func append(_ member: Message.Member, _ sides: inout RecordSides) {
    if ["name", "id", "tool_call_id"].contains(member.key) { return }
    guard let root = try? JSONDocument(member.json).root, root.kind != .null else { return }
    if root.kind == .string, (try? sides.append(root, of: nil)) != nil { return }
    guard member.key == "tool_calls", root.kind == .array else {
      sides.exact.append(Array(member.key.utf8))
      return appendExact(root, &sides)
    }
    var calls: [JSONView] = []
    root.forEachElement { calls.append($0) }
    for call in calls {
      let function = call["function"] ?? call
      guard let name = function["name"], let arguments = function["arguments"] else {
        appendExact(call, &sides)
        continue
      }
      name.withUnsafeBytes { sides.append(Array($0)) }
      if arguments.kind == .string, (try? sides.append(arguments, of: nil)) != nil { continue }
      arguments.withUnsafeBytes { sides.append(Array($0)) }
    }
  }

  private static func appendExact(_ view: JSONView, _ sides: inout RecordSides) {
    if (try? sides.exact.append(view, of: nil)) == nil { view.withUnsafeBytes { sides.exact.append(Array($0)) } }
  }

  private static func appendJSON(_ json: [UInt8]?, _ sides: inout RecordSides) throws(Diagnostic) {
    guard let json, let document = try? JSONDocument(json) else { return sides.exact.appendNothing() }
    try sides.exact.append(document.root, of: nil)
  }
}
