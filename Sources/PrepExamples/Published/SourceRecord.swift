import PrepDiagnostics
import PrepRecords
import PrepShapes

/// A record while it is read: its fields under any of their names, and which of them have been read.
package final class SourceRecord {
  let record: Record
  let names: FieldNames
  let roles: RoleNames
  private let keys: KnownKeys
  /// The fields that were read.
  private(set) var read = ReadNames()
  /// What was met and is not carried over.
  var losses: Losses

  init(_ record: Record, _ names: FieldNames, _ roles: RoleNames, omitting omitted: OmittedFields = .none)
    throws(Diagnostic)
  {
    losses = Losses(omitting: omitted)
    self.record = record
    self.names = names
    self.roles = roles
    keys = KnownKeys(record.root, names)
    guard record.root.kind == .object || Self.isConversation(record.root) else {
      throw Diagnostic("not-an-object", "a record is a JSON object", at: record.location(pointer: ""))
    }
    if record.root.kind == .object { try refuseDuplicates(record.root) }
  }

  /// Whether a record is a list of messages, without an object around it.
  package static func isConversation(_ root: JSONView) -> Bool {
    guard root.kind == .array else { return false }
    var first: JSONView?
    root.forEachElement { if first == nil { first = $0 } }
    guard let first, first.kind == .object else { return false }
    return (first[RecordField.role.name] ?? first[RecordField.from.name])?.kind == .string
  }

  var root: JSONView { record.root }

  /// The value of a field under the first of its names that the record has; that it is looked at is not yet reading it.
  func shown(_ field: RecordField) -> JSONView? { keys.value(field, of: root) }

  /// Whether the record has a field, whatever its value.
  func has(_ field: RecordField) -> Bool { keys.has(field) }

  /// The field under the first of its names that the record has, unless it is null.
  func member(_ field: RecordField) -> JSONView? {
    guard let number = keys.firstNumber(of: field) else { return nil }
    read.insert(number)
    let view = keys.value(of: number, root)
    return view.isNull ? nil : view
  }

  /// Marks fields as read.
  func use(_ fields: RecordField...) {
    for field in fields { if let number = keys.firstNumber(of: field) { read.insert(number) } }
  }

  /// The field under the first of its names that the record has and that has not been read for another field.
  func find(_ field: RecordField) -> (key: String, view: JSONView)? {
    guard keys.has(field) else { return nil }
    while let number = keys.firstNumber(of: field, butNot: read) {
      read.insert(number)
      let view = keys.value(of: number, root)
      if !view.isNull { return (names.name(number), view) }
    }
    return nil
  }

  func required(_ field: RecordField) throws(Diagnostic) -> JSONView {
    guard let found = find(field) else { throw missing(field) }
    return found.view
  }

  func missing(_ field: RecordField) -> Diagnostic {
    Diagnostic("missing-field", MissingField.words(field, in: root, names), at: record.location(of: nil))
  }

  func missing(_ key: String, in view: JSONView? = nil) -> Diagnostic {
    Diagnostic("missing-field", "missing field \"\(key)\"", at: record.location(of: view))
  }

  func wrong(_ view: JSONView, _ wanted: String) -> Diagnostic {
    Diagnostic("wrong-type", "this is not \(wanted)", at: record.location(of: view))
  }

  func impossible(_ words: String, at view: JSONView? = nil) -> Diagnostic {
    Diagnostic("cannot-convert", words, at: record.location(of: view))
  }

  func refuseDuplicates(_ view: JSONView) throws(Diagnostic) {
    guard let key = view.duplicateKey else { return }
    let name = (try? key.string()) ?? ""
    throw Diagnostic("duplicate-key", "the key \"\(name)\" appears twice in the object", at: record.location(of: key))
  }

  /// The bytes of a string.
  func text(_ view: JSONView, _ wanted: String = "a string") throws(Diagnostic) -> [UInt8] {
    guard view.kind == .string else { throw wrong(view, wanted) }
    do throws(JSONError) { return try view.unescaped() } catch {
      throw Diagnostic(error.code, error.message, at: record.location(of: view))
    }
  }

  func string(_ view: JSONView) throws(Diagnostic) -> String { String(decoding: try text(view), as: UTF8.self) }

  /// A string, or the JSON text of a number or of true and false.
  func label(_ view: JSONView) throws(Diagnostic) -> [UInt8] {
    switch view.kind {
    case .number, .bool: view.withUnsafeBytes { Array($0) }
    default: try text(view, "a string or a number")
    }
  }

  func elements(_ view: JSONView) throws(Diagnostic) -> [JSONView] {
    guard view.kind == .array else { throw wrong(view, "a list") }
    var elements: [JSONView] = []
    view.forEachElement { elements.append($0) }
    return elements
  }

  /// A string or a list of messages.
  func textOrMessages(_ view: JSONView) throws(Diagnostic) -> ExampleText {
    switch view.kind {
    case .string where WrittenMessages.list(view) != nil: .messages(try messages(view))
    case .string where WrittenMessages.isPrinted(view): throw wrong(view, WrittenMessages.wanted(insteadOf: view))
    case .string: .text(try text(view))
    case .array: .messages(try messages(view))
    case .object:
      if let messages = try logged(view) { .messages(messages) } else { .messages(try turns(view)) }
    default: throw wrong(view, "a string or a list of messages")
    }
  }

  /// A prompt and its completion, both as messages where one of them is.
  func promptAndCompletion() throws(Diagnostic) -> (prompt: ExampleText, completion: ExampleText) {
    let prompt = try whatIsAsked()
    let view = try required(.completion)
    let completion = try textOrMessages(view)
    if case (.messages, .text(let answer)) = (prompt, completion) {
      return (prompt, .messages([Message(role: RoleKind.assistant.name, content: .text(answer))]))
    }
    guard let settled = RepeatedPrompt(prompt, [completion]), let asked = settled.prompt else {
      let name = names.mapping.name(of: .prompt)
      throw Diagnostic(
        "wrong-type", RepeatedPrompt.completionWords(name, names.mapping.name(of: .completion)),
        at: record.location(of: view))
    }
    return (asked, settled.answers[0])
  }

  /// What is asked, with all that belongs to it: an instruction with its input, a system text, earlier turns.
  func whatIsAsked() throws(Diagnostic) -> ExampleText {
    guard let found = find(.prompt) else { throw missing(.prompt) }
    if found.key == RecordField.instruction.name, found.view.kind == .string {
      return try AlpacaReader(self).prompt(try text(found.view))
    }
    return try asked(try textOrMessages(found.view))
  }

  private func turns(_ view: JSONView) throws(Diagnostic) -> [Message] {
    var reader = MessageReader(self)
    return try turns(view, &reader)
  }

  /// A message, or the turns of an object whose keys are their speakers.
  private func turns(_ view: JSONView, _ reader: inout MessageReader) throws(Diagnostic) -> [Message] {
    if let turns = try spoken(view) { return turns }
    return try reader.messages(view)
  }

  func messages(_ view: JSONView) throws(Diagnostic) -> [Message] {
    if let list = WrittenMessages.list(view) {
      // A place inside the text is none of the record.
      do throws(Diagnostic) { return try messages(list) } catch {
        throw Diagnostic(error.code, error.message, at: record.location(of: view))
      }
    }
    guard view.kind == .array else { throw wrong(view, WrittenMessages.wanted(insteadOf: view)) }
    var reader = MessageReader(self)
    var messages: [Message] = []
    var isBehindItem = false
    var before: JSONView?
    for element in try elements(view) {
      try refuseBranch(element, after: before)
      before = element
      let isItem = element.kind == .object && MessageReader.isItem(element)
      for message in try turns(element, &reader) {
        // Thoughts, calls and words of one turn are elements of their own in the Responses API.
        if isItem || isBehindItem, let last = messages.indices.last, messages[last].absorb(message) { continue }
        messages.append(message)
      }
      isBehindItem = isItem
    }
    return messages
  }

  /// Refuses a message that says what it follows, where that is another message than the one before it.
  private func refuseBranch(_ element: JSONView, after before: JSONView?) throws(Diagnostic) {
    guard element.kind == .object, let parent = element[RecordField.parentID.name], !parent.isNull, let before,
      let id = before[RecordField.id.name] ?? before[RecordField.messageID.name], !id.isNull,
      parent.withUnsafeBytes({ Array($0) }) != id.withUnsafeBytes({ Array($0) })
    else { return }
    throw Diagnostic(
      "branched-conversation",
      "the message follows another than the one before it: where a conversation branches, one branch has to be chosen "
        + "first", at: record.location(of: parent))
  }

  /// Whether the record has a field with something in it, whether or not it was read.
  func says(_ field: RecordField) -> Bool {
    keys.value(field, of: root).map { field.says($0) } ?? false
  }

  /// What says which tools there are.
  private func toolsView() throws(Diagnostic) -> JSONView? {
    if let view = member(.tools) { return view }
    guard let config = member(.toolConfig) else { return nil }
    guard let list = config["tools"] else { throw missing("tools", in: config) }
    return list
  }

  /// The tools of a record under any of their names, as OpenAI writes them.
  func tools() throws(Diagnostic) -> [UInt8]? {
    guard let view = try toolsView() else { return nil }
    return try tools(view)
  }

  /// The tools that a value says, as OpenAI writes them; nil where it says none, or there is no value.
  func tools(_ view: JSONView?) throws(Diagnostic) -> [UInt8]? {
    guard let view else { return nil }
    switch ToolList.read(view) {
    case .none: return nil
    case .tools(let tools): return tools
    case .invalid: throw wrong(view, "a JSON list of tools")
    }
  }
}
