import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Joins messages that stand one a line: those with the id of one conversation, or all where there are no ids.
///
/// Where nothing names a conversation, one begins behind an answer at a blank line, unless blank lines stand between all
/// lines, and at a system message where the one before has its own.
///
/// The messages of a conversation stand together, in any order where each has its number there. Lines that hold no
/// message are left out, but for what is no JSON, which whoever reads the lines reports.
struct ConversationJoiner: LineForm {
  private let file: String
  private let maximum: Int
  private var messages: [(text: [UInt8], number: Double?, line: Int)] = []
  private var size = 0
  private var conversation: (name: String, id: [UInt8])?
  private var firstLine = 0
  private var lastID: [UInt8]?
  /// Names for the conversation of a message; nil where too few lines were seen to tell.
  private var names: [String]?
  /// The lines that are looked at to tell them.
  private var waiting: [(line: [UInt8], origin: Int)] = []
  private var waitingSize = 0
  /// The conversations that have ended.
  private var ended: Set<[UInt8]> = []
  /// Whether a blank line may begin a conversation.
  private var areLines: Bool
  private var lastOrigin = 0
  /// Who speaks in the last message, and whether the conversation begins with instructions.
  private var lastRole = RoleKind.other
  private var hasInstructions = false

  /// - Parameters:
  ///   - file: The name of the input.
  ///   - maximum: The longest conversation, in bytes.
  ///   - areLines: Whether each value is a line, so that there may be blank lines between them.
  init(file: String, maximum: Int, areLines: Bool) {
    self.file = file
    self.maximum = maximum
    self.areLines = areLines
  }

  mutating func take(_ line: [UInt8], origin: Int, into lines: inout ProducedLines) throws {
    if let names { return try take(line, origin, names, into: &lines) }
    waiting.append((line, origin))
    waitingSize += line.count
    if waiting.count >= ConversationKey.mostLines || waitingSize > 1 << 20 { try tellNames(into: &lines) }
  }

  /// Tells from the lines that are waiting which field names a conversation, and takes them.
  private mutating func tellNames(into lines: inout ProducedLines) throws {
    let names: [String]
    switch ConversationKey(waiting) {
    case .named(let found): names = found
    case .doubtful(let key, let line): throw unnamed(key, at: line)
    }
    self.names = names
    let looked = waiting
    // Blank lines between all of them say nothing.
    areLines = areLines && zip(looked, looked.dropFirst()).contains { $1.origin == $0.origin + 1 }
    waiting = []
    for item in looked { try take(item.line, item.origin, names, into: &lines) }
  }

  private mutating func take(
    _ line: [UInt8], _ origin: Int, _ names: [String], into lines: inout ProducedLines
  ) throws {
    defer { lastOrigin = origin }
    guard let root = try? JSONDocument(line).root else {
      if !line.allSatisfy({ JSONBytesBlank.contains($0) }) {
        lines.bytes += line
        lines.endLine(origin: origin)
      }
      return
    }
    let found = MessageLine(root, names)
    defer { if let own = found.own { lastID = own } }
    guard let message = found.message else {
      if found.isHead { try end(into: &lines) }
      return
    }
    let role = Self.role(of: message)
    let isBehindBlank = areLines && origin > lastOrigin + 1
    if begins(found, role, isBehindBlank: isBehindBlank) { try end(into: &lines) }
    if messages.isEmpty { hasInstructions = role.isInstruction }
    lastRole = role
    let isStart = found.parent.map { $0 == Array("null".utf8) } ?? false
    if found.conversation?.id != conversation?.id || (isStart && !messages.isEmpty) {
      try end(into: &lines)
      if let id = found.conversation?.id, !isStart, ended.contains(id) { throw interleaved(found, at: origin) }
    } else if let parent = found.parent, !isStart, !messages.isEmpty, let lastID, parent != lastID {
      throw Diagnostic(
        "branched-conversation",
        "the message follows \(Self.shown(parent)), not the line before it (\(Self.shown(lastID))): where a conversation branches, one branch has to be chosen first",
        at: SourceLocation(file: file, line: origin))
    }
    if messages.isEmpty { (conversation, firstLine) = (found.conversation, origin) }
    // Where lines say which they follow, that is their order.
    messages.append((message, found.parent == nil ? found.number : nil, origin))
    size += message.count + 1
    if size > maximum {
      throw Diagnostic(
        "line-too-long", "the conversation is longer than \(maximum) bytes; --max-line raises the bound",
        at: SourceLocation(file: file, line: firstLine))
    }
  }

  /// Whether a message that nothing puts into a conversation begins one: behind an answer, where a blank line stands
  /// before it, or where it says again what the assistant is to be.
  private func begins(_ found: MessageLine, _ role: RoleKind, isBehindBlank: Bool) -> Bool {
    guard !messages.isEmpty, found.conversation == nil, found.parent == nil, found.number == nil,
      lastRole == .assistant
    else { return false }
    return isBehindBlank && (role == .user || role.isInstruction) || hasInstructions && role.isInstruction
  }

  private static func role(of message: [UInt8]) -> RoleKind {
    guard let root = try? JSONDocument(message).root,
      let name = try? (root[RecordField.role.name] ?? root[RecordField.from.name])?.string()
    else { return .other }
    return RoleKind(name)
  }

  mutating func finish(into lines: inout ProducedLines) throws {
    if names == nil { try tellNames(into: &lines) }
    try end(into: &lines)
  }

  private func unnamed(_ key: String, at line: Int) -> Diagnostic {
    let path = FieldOption.path(key)
    return Diagnostic(
      "unnamed-conversation",
      "no field is known to name the conversation of a message, and \(key) is the same over runs of lines; "
        + "jq -c '.conversation_id = \(path)' FILE says that it does, and jq -c 'del(\(path))' FILE that all lines are one",
      at: SourceLocation(file: file, line: line))
  }

  /// The messages in the order of their numbers; as they stand where they have none.
  ///
  /// - Throws: A `Diagnostic` `unordered-messages` where the numbers go back and do not say what comes when: some have
  ///   none, or without an id of a conversation they begin anew.
  private func ordered() throws -> [[UInt8]] {
    var last = -Double.infinity
    var back: Int?
    for message in messages {
      guard let number = message.number else { continue }
      if number < last, back == nil { back = message.line }
      last = max(last, number)
    }
    guard let back else { return messages.map(\.text) }
    let numbers = messages.compactMap(\.number)
    guard numbers.count == messages.count, conversation != nil || Set(numbers).count == numbers.count else {
      let why = numbers.count == messages.count ? "no field names its conversation" : "others have none"
      throw Diagnostic(
        "unordered-messages",
        "the number of the message is below that of one before it, and \(why): put the lines into their order first",
        at: SourceLocation(file: file, line: back))
    }
    return messages.enumerated().sorted { left, right in
      (numbers[left.offset], left.offset) < (numbers[right.offset], right.offset)
    }.map(\.element.text)
  }

  private mutating func end(into lines: inout ProducedLines) throws {
    guard !messages.isEmpty else { return }
    let list = Array(try ordered().joined(separator: [UInt8(ascii: ",")]))
    lines.bytes.append(UInt8(ascii: "{"))
    if let conversation {
      lines.bytes += Array("\"\(conversation.name)\":".utf8) + conversation.id + [UInt8(ascii: ",")]
      ended.insert(conversation.id)
    }
    lines.bytes += Array("\"messages\":[".utf8) + list + Array("]}".utf8)
    lines.endLine(origin: firstLine)
    messages.removeAll(keepingCapacity: messages.count < 1 << 16)
    size = 0
    conversation = nil
  }

  private func interleaved(_ found: MessageLine, at line: Int) -> Diagnostic {
    let name = found.conversation?.name ?? ""
    return Diagnostic(
      "interleaved-messages",
      "the messages of \(name) \(Self.shown(found.conversation?.id ?? [])) do not stand together; jq -cs 'sort_by(\(FieldOption.path(name)))[]' FILE brings them together in their order",
      at: SourceLocation(file: file, line: line))
  }

  private static func shown(_ text: [UInt8]) -> String {
    let text = String(decoding: text.prefix(60), as: UTF8.self)
    return text == "null" ? "no other" : text
  }
}

/// The bytes that blank lines have.
private let JSONBytesBlank: Set<UInt8> = [0x20, 0x09, 0x0D]
