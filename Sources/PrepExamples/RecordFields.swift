import PrepDiagnostics
import PrepRecords
import PrepShapes

/// The fields of one record, read by our names, with every fault placed.
struct RecordFields: ~Copyable {
  private let record: Record
  let root: JSONView
  private let names: FieldNames
  let keys: KnownKeys

  /// Which parts of an example may be left out.
  private let omitted: OmittedFields

  private init(known record: Record, _ root: JSONView, _ names: FieldNames, _ omitted: OmittedFields) {
    self.omitted = omitted
    self.record = record
    self.root = root
    self.names = names
    keys = KnownKeys(root, names)
  }

  /// The fields of a record.
  ///
  /// - Throws: A finding when the record is no object or has a key twice.
  static func of(
    _ record: Record, _ names: FieldNames, omitting omitted: OmittedFields
  ) throws(Diagnostic) -> RecordFields {
    let root = record.root
    guard root.kind == .object else {
      throw Diagnostic("not-an-object", "a record is a JSON object", at: record.location(pointer: ""))
    }
    try refuseDuplicates(root, "", record)
    return RecordFields(known: record, root, names, omitted)
  }

  /// Whether the record has the field, whatever its value.
  func has(_ field: RecordField) -> Bool { keys.has(field) }

  /// A finding about the first part of an example that the record has besides the fields that were read, unless it may
  /// be left out or the example says it all the same; nil where there is none.
  func lost(besides fields: [RecordField], omitting omitted: OmittedFields, _ example: Example) -> Diagnostic? {
    guard keys.hasParts(besides: fields) || keys.has(.passage) || keys.hasUnknown || example.isPromptless else {
      return nil
    }
    var read = ReadNames()
    for field in fields { if let number = keys.firstNumber(of: field) { read.insert(number) } }
    let lost = LostField(in: root, names, omitting: omitted, examples: [example]) { read.contains($0) }
    return lost?.diagnostic(in: record, example.shape)
  }

  /// A finding about a prompt beside texts under names that nobody knows, one of which may be the answer; nil where
  /// there is no such text.
  func unknownAnswer(omitting omitted: OmittedFields) -> Diagnostic? {
    guard
      let proposal = MissingField.proposal(.completion, in: root, names, except: { omitted.contains($0) })
    else { return nil }
    return Diagnostic(
      "missing-field", "no completion found beside the prompt; \(proposal); --shape prompt-only reads the prompt alone",
      at: record.location(pointer: ""))
  }

  /// A finding about a text beside one that may be its answer; nil where there is none.
  func partner(omitting omitted: OmittedFields) -> Diagnostic? {
    guard root.count > 1 || MissingField.isSide(keys.find(.text, of: root)?.name), omitted != .all else {
      return nil
    }
    return MissingField.partner(in: record, names, except: { omitted.contains($0) })
  }

  func text(_ field: RecordField) throws(Diagnostic) -> [UInt8] {
    let (name, view) = try required(field)
    return try string(view, name, Self.pointer(name))
  }

  func textOrMessages(_ field: RecordField) throws(Diagnostic) -> ExampleText {
    let (name, view) = try required(field)
    return try textOrMessages(view, name)
  }

  /// A prompt and its completion, in which the prompt is not said once more.
  func promptAndCompletion() throws(Diagnostic) -> (prompt: ExampleText, completion: ExampleText) {
    let (prompt, completion) = (try textOrMessages(.prompt), try textOrMessages(.completion))
    guard case .messages = completion else { return (prompt, completion) }
    guard let settled = RepeatedPrompt(prompt, [completion]), let asked = settled.prompt else {
      throw fault(
        .completion, "wrong-type",
        RepeatedPrompt.completionWords(names.mapping.name(of: .prompt), names.mapping.name(of: .completion)))
    }
    return (asked, settled.answers[0])
  }

  /// The key under which the record has a field; nil where it has none.
  func key(of field: RecordField) -> String? { keys.find(field, of: root)?.name }

  /// An answer of a pair: as ``textOrMessages(_:)``, or one message.
  func answer(_ field: RecordField) throws(Diagnostic) -> ExampleText {
    let (name, view) = try required(field)
    return view.kind == .object ? .messages([try message(view, Self.pointer(name))]) : try textOrMessages(view, name)
  }

  func messages(_ field: RecordField) throws(Diagnostic) -> [Message] {
    let (name, view) = try required(field)
    return try messages(view, name, Self.pointer(name))
  }

  /// The messages of a conversation, with the system text and the tools that stand beside them.
  func chat() throws(Diagnostic) -> Chat {
    var chat = Chat(messages: try messages(.messages), tools: try tools())
    if let (name, view) = keys.find(.system, of: root), !view.isNull,
      chat.messages.first.map({ RoleKind($0.role) }) != .system
    {
      let words = try systemText(view, name)
      if !words.isEmpty { chat.messages.insert(Message(role: RoleKind.system.name, content: .text(words)), at: 0) }
    }
    if !chat.takeToolsOfInstructions() {
      throw fault(.tools, "lost-field", "tools in messages beside those of the record would be lost")
    }
    return chat
  }

  /// A system text: a string, or a list of parts with texts.
  private func systemText(_ view: JSONView, _ name: String) throws(Diagnostic) -> [UInt8] {
    guard view.kind == .array else { return try string(view, name, Self.pointer(name)) }
    var parts: [[UInt8]] = []
    for part in view.elements {
      parts.append(try string(part.kind == .object ? part["text"] ?? part : part, "text", Self.pointer(name)))
    }
    return Array(parts.joined(separator: SourceRecord.betweenParts))
  }

  /// Whether an answer was liked.
  func verdict() throws(Diagnostic) -> Bool {
    let (name, view) = try required(.verdict)
    guard let verdict = Verdict(view) else { throw wrongType(view, name, "true or false", Self.pointer(name)) }
    return verdict.isLiked
  }

  /// The text of a class: a string, or the JSON text of a number or of true and false.
  ///
  /// - Parameter severally: Whether a list or an object is taken too, as its JSON text.
  func label(severally: Bool = false) throws(Diagnostic) -> [UInt8] {
    let (name, view) = severally && !has(.label) ? try required(.labels) : try required(.label)
    switch view.kind {
    case .number, .bool: return view.withUnsafeBytes { Array($0) }
    case .array where severally, .object where severally: return view.withUnsafeBytes { Array($0) }
    case .string: return try string(view, name, Self.pointer(name))
    default: throw wrongType(view, name, "a string or a number", Self.pointer(name))
    }
  }

  /// The tools that an assistant may call, as OpenAI writes them.
  func tools() throws(Diagnostic) -> [UInt8]? {
    guard let (name, view) = keys.find(.tools, of: root) else { return nil }
    return try tools(view, name, Self.pointer(name))
  }

  private func tools(_ view: JSONView?, _ name: String, _ pointer: @autoclosure () -> String) throws(Diagnostic)
    -> [UInt8]?
  {
    guard let view else { return nil }
    switch ToolList.read(view) {
    // Some templates have words for a list in which there is none.
    case .none: return view.kind == .array ? Array("[]".utf8) : nil
    case .tools(let tools): return tools
    case .invalid: throw wrongType(view, name, "a list of tools", pointer())
    }
  }

  /// `{"input": {"messages", "tools"}, "preferred_output", "non_preferred_output"}`, as OpenAI's preference files have
  /// it.
  func openAIPreference() throws(Diagnostic) -> Preference {
    let (name, input) = try required(.input)
    let pointer = Self.pointer(name)
    guard input.kind == .object else { throw wrongType(input, name, "an object", pointer) }
    try Self.refuseDuplicates(input, pointer, record)
    guard let prompt = input["messages"] else {
      throw Diagnostic("missing-field", "missing field \"messages\"", at: record.location(of: input, pointer: pointer))
    }
    let tools = try tools(input["tools"], "tools", pointer + "/tools")
    return Preference(
      prompt: .messages(try messages(prompt, "messages", pointer + "/messages")),
      chosen: try textOrMessages(.preferredOutput), rejected: try textOrMessages(.nonPreferredOutput), tools: tools)
  }

  /// A text of which words or spans have labels.
  func taggedText(_ unit: OffsetUnit) throws(Diagnostic) -> TaggedText {
    let tokens = view(.tokens)
    let locate = { [record] (view: JSONView, pointer: String) in record.location(of: view, pointer: pointer) }
    let reader = TaggedTextReader(
      locate: locate, unit: unit, text: view(.text), tokens: tokens, tags: tokens == nil ? nil : view(.tags),
      spans: view(.spans) ?? view(.label) ?? view(.labels))
    guard let read = try reader.read() else {
      _ = try required(tokens == nil ? .text : .tags)
      _ = try required(.spans)
      throw fault(.text, "missing-field", "the record has no words with tags and no text with spans")
    }
    return read
  }

  /// The fields that words with tags, or a text with its spans, are read from.
  var readForTags: [RecordField] {
    var read: [RecordField] = [.tokens, .weight]
    let first = keys.find(.tokens, of: root)?.value.elements.first { _ in true }
    // Words that have their text in them need no other.
    if first?.kind == .object || !has(.tokens) || !has(.tags) { read.append(.text) }
    if has(.tokens), has(.tags) {
      read.append(.tags)
    } else if let spans = [RecordField.spans, .label, .labels].first(where: { has($0) }) {
      read.append(spans)
    }
    // What Prodigy's annotators answer is no completion.
    if isAccepted != nil { read.append(.completion) }
    return read
  }

  /// What an annotator of Prodigy said of a task: whether it is accepted; nil where nothing is said.
  var isAccepted: Bool? { AnnotatorAnswer.isAccepted(root) }

  /// A question with its context and answers.
  func question() throws(Diagnostic) -> Question {
    let (question, context) = (try required(.question), try required(.context))
    let locate = { [record] (view: JSONView, pointer: String) in record.location(of: view, pointer: pointer) }
    return try QuestionReader(
      locate: locate, question: question, context: context, answers: view(.answers), isImpossible: view(.isImpossible)
    ).read()
  }

  /// A field under the first of its names that the record has, with the name.
  private func view(_ field: RecordField) -> (name: String, view: JSONView)? {
    keys.find(field, of: root).map { (name: $0.name, view: $0.value) }
  }

  /// A finding about a field that is there.
  func fault(_ field: RecordField, _ code: Diagnostic.Code, _ words: String) -> Diagnostic {
    let found = keys.find(field, of: root)
    return Diagnostic(
      code, words, at: record.location(of: found?.value, pointer: found.map { Self.pointer($0.name) } ?? ""))
  }

  // MARK: Values

  private func required(_ field: RecordField) throws(Diagnostic) -> (name: String, view: JSONView) {
    guard let found = keys.find(field, of: root) else {
      throw Diagnostic(
        "missing-field", MissingField.words(field, in: root, names), at: record.location(pointer: ""))
    }
    return (found.name, found.value)
  }

  private func textOrMessages(_ view: JSONView, _ name: String) throws(Diagnostic) -> ExampleText {
    switch view.kind {
    case .array: return .messages(try messages(view, name, Self.pointer(name)))
    case .string where WrittenMessages.mayBeList(view) && WrittenMessages.list(view) != nil:
      return .messages(try messages(view, name, Self.pointer(name)))
    case .string where WrittenMessages.isPrinted(view):
      throw wrongType(view, name, WrittenMessages.wanted(insteadOf: view), Self.pointer(name))
    case .string: return .text(try string(view, name, Self.pointer(name)))
    default: throw wrongType(view, name, "a string or a list of messages", Self.pointer(name))
    }
  }

  private func string(_ view: JSONView, _ name: String, _ pointer: @autoclosure () -> String) throws(Diagnostic)
    -> [UInt8]
  {
    guard view.kind == .string else { throw wrongType(view, name, "a string", pointer()) }
    do throws(JSONError) { return try view.unescaped() } catch {
      throw Diagnostic(error.code, error.message, at: record.location(of: view, pointer: pointer()))
    }
  }

  private func messages(_ view: JSONView, _ name: String, _ pointer: @autoclosure () -> String) throws(Diagnostic)
    -> [Message]
  {
    if WrittenMessages.list(view) != nil { return try read(othersMessages: view) }
    guard view.kind == .array else {
      throw wrongType(view, name, WrittenMessages.wanted(insteadOf: view), pointer())
    }
    var messages: [Message] = []
    messages.reserveCapacity(4)
    // A role and a text and nothing else is what most messages have.
    let isPlain = view.forEachPair(Message.plainKeys) { role, content in
      guard let message = Self.plainMessage(role, content) else { return false }
      messages.append(message)
      return true
    }
    if isPlain { return messages.contains(where: \.hasOthersRole) ? try read(othersMessages: view) : messages }
    for element in view.elements.dropFirst(messages.count) {
      if let (role, content) = element.pair(Message.plainKeys), let message = Self.plainMessage(role, content) {
        messages.append(message)
      } else {
        messages.append(try message(element, "\(pointer())/\(messages.count)"))
      }
    }
    return messages.contains(where: \.hasOthersForm) ? try read(othersMessages: view) : messages
  }

  /// Messages as others write them, with other names for those who speak or calls in their old form: read as whoever
  /// converts records reads them.
  private func read(othersMessages view: JSONView) throws(Diagnostic) -> [Message] {
    let source = try SourceRecord(record, names, RoleNames(), omitting: omitted)
    let messages = try source.messages(view)
    guard let part = source.losses.part else { return messages }
    throw Diagnostic(
      "lost-field", "\(part.words) would be lost; --omit \(part.field.name) lets them go", at: record.location(of: view)
    )
  }

  private static func plainMessage(_ role: JSONText, _ content: JSONText) -> Message? {
    guard let name = name(ofRole: role), let text = content.unescaped else { return nil }
    return Message(role: name, content: .text(text))
  }

  /// The text of a role; the common ones need not be read.
  private static func name(ofRole role: JSONText) -> String? {
    if let number = Message.number(ofRole: role) { return RoleKind.table[Int(number)].name }
    return role.unescaped.map { String(decoding: $0, as: UTF8.self) }
  }

  private func message(_ view: JSONView, _ pointer: String) throws(Diagnostic) -> Message {
    guard view.kind == .object else { throw wrongType(view, pointer, "a message: an object", pointer) }
    try Self.refuseDuplicates(view, pointer, record)
    guard let role = view["role"] else {
      throw Diagnostic("missing-field", "missing field \"role\"", at: record.location(of: view, pointer: pointer))
    }
    var message = Message(
      role: String(decoding: try string(role, "role", pointer + "/role"), as: UTF8.self), content: .none)
    var members: [(key: JSONView, value: JSONView)] = []
    view.forEachMember { members.append(($0, $1)) }
    for (key, value) in members {
      let name = String(decoding: try string(key, "key", pointer), as: UTF8.self)
      switch name {
      case "role": continue
      case "content":
        let takesObject = RoleKind(message.role).isResult
        message.content = try content(value, takesObject: takesObject, pointer + "/content")
      case "weight" where !value.isNull, "loss_weight" where !value.isNull, "loss_scale" where !value.isNull:
        guard let weight = MessageWeight.read(value) else {
          throw wrongType(value, "weight", "a number that is not negative", pointer + "/weight")
        }
        message.weight = weight
      case "tool_calls" where value.kind == .string:
        // Some write the list as its JSON text.
        if value.isBlank { continue }
        guard let calls = ToolList.calls(asText: value) else {
          throw wrongType(value, name, "a list of calls", pointer + "/tool_calls")
        }
        message.other.append(.init(key: name, json: calls.root.withUnsafeBytes { Array($0) }))
      default: message.other.append(.init(key: name, json: value.withUnsafeBytes { Array($0) }))
      }
    }
    if message.content == .none, view["content"] == nil, !message.hasOtherSense, !message.hasOthersForm {
      throw Diagnostic("missing-field", "missing field \"content\"", at: record.location(of: view, pointer: pointer))
    }
    return message
  }

  /// - Parameter takesObject: Whether it may be an object: what a tool gave back often is one.
  private func content(_ view: JSONView, takesObject: Bool, _ pointer: String) throws(Diagnostic) -> Message.Content {
    switch view.kind {
    case .null: return .none
    case .string: return .text(try string(view, "content", pointer))
    case .array: return .parts(view.withUnsafeBytes { Array($0) })
    case .object where takesObject: return .parts(view.withUnsafeBytes { Array($0) })
    default: throw wrongType(view, "content", "a string or a list of parts", pointer)
    }
  }

  // MARK: Findings

  private static func refuseDuplicates(_ view: JSONView, _ pointer: String, _ record: Record) throws(Diagnostic) {
    guard let key = view.duplicateKey else { return }
    let name = (try? key.string()) ?? ""
    throw Diagnostic(
      "duplicate-key", "the key \"\(name)\" appears twice in the object", at: record.location(of: key, pointer: pointer)
    )
  }

  private func wrongType(_ view: JSONView, _ name: String, _ wanted: String, _ pointer: String) -> Diagnostic {
    Diagnostic("wrong-type", "field \"\(name)\" is not \(wanted)", at: record.location(of: view, pointer: pointer))
  }

  /// The RFC 6901 pointer to a member of the record.
  static func pointer(_ name: String) -> String {
    var result = "/"
    for scalar in name.unicodeScalars {
      switch scalar {
      case "~": result += "~0"
      case "/": result += "~1"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
