import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Reads messages under any of the names their parts have: `role` or `from`, `content`, `value`, `text` or `parts`.
struct MessageReader {
  private let source: SourceRecord
  private var calls = 0
  /// The calls that no answer has been seen of: answers without an id are to them in order.
  private var open = OpenCalls()
  /// What tools gave back in the message that is read.
  private var results: [Message] = []

  init(_ source: SourceRecord) { self.source = source }

  /// How to say what a role is.
  private static func remedy(_ name: String) -> String {
    // The option reads names between commas and equals signs.
    let isPlain =
      !name.isEmpty
      && name.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || "0123456789_-.".unicodeScalars.contains($0) }
    return isPlain
      ? "prep convert --role-map \(name)=user, or assistant, says what it is"
      : "call it user, assistant, system or tool"
  }

  /// The messages that one becomes: what tools gave back stands before what else it says.
  mutating func messages(_ view: JSONView) throws(Diagnostic) -> [Message] {
    if let item = try item(view) { return item }
    guard view.kind == .object else { throw source.wrong(view, "a message: an object") }
    try source.refuseDuplicates(view)
    if view["observation"] != nil, let both = try callWithResult(view) { return both }
    guard let roleView = view["role"] ?? view["from"] else { throw source.missing("role", in: view) }
    let name = try source.string(roleView)
    guard let role = source.roles.role(name) else {
      throw Diagnostic(
        "unknown-role", "unknown role \"\(name)\"; \(Self.remedy(name))",
        at: source.record.location(of: roleView))
    }
    var message = Message(role: role.kind.name, content: .none)
    if role.kind == .assistant { open = OpenCalls() }
    var members: [(String, JSONView)] = []
    view.forEachMember { key, value in members.append(((try? key.string()) ?? "", value)) }
    // What is said stands under one key; what stands under another says the same, or would be lost.
    let said = Message.contentKeys.first { key in members.contains { $0.0 == key && !$0.1.isNull } }
    var beside: [(key: String, value: JSONView)] = []
    var thoughts: [UInt8] = []
    for (key, value) in members {
      switch key {
      case "role", "from": continue
      case _ where key == said && value.kind == .object && role.kind.isResult:
        message.content = .text(value.withUnsafeBytes { Array($0) })
      case _ where key == said: try readContent(value, into: &message)
      case "content", "value", "text", "parts", "message": beside.append((key, value))
      case "weight", "loss_weight", "loss_scale":
        guard !value.isNull else { continue }
        guard let weight = MessageWeight.read(value) else { throw source.wrong(value, "a number that is not negative") }
        message.weight = weight
      case "function_call" where value.kind == .object: addCall(value, to: &message)
      case "tool_calls" where value.kind == .array: addCalls(value, to: &message)
      case "tool_calls" where value.kind == .string:
        if value.isBlank { continue }
        guard let list = ToolList.calls(asText: value) else { throw source.wrong(value, "a list of calls") }
        addCalls(list.root, to: &message)
      case _ where Message.othersThoughts.contains(key) && (value.kind == .array || value.kind == .string):
        thoughts += try self.thoughts(value)
      case "tool_call_id" where !value.isNull:
        let id = value.withUnsafeBytes { Array($0) }
        open.close(id)
        message.other.append(.init(key: key, json: id))
      default: if !value.isNull { message.other.append(.init(key: key, json: value.withUnsafeBytes { Array($0) })) }
      }
    }
    if !thoughts.isEmpty, !message.other.contains(where: { RecordField.reasoning.names.contains($0.key) }) {
      message.other.append(.init(key: RecordField.reasoning.name, json: JSONWriter.text(thoughts)))
    }
    try settle(beside, of: message)
    try refuseSilence(message, view)
    try settle(&message, isCall: role.isCall, view)
    return split(message)
  }

  /// What is thought in a member as some services write it: a text, or a list of parts.
  private func thoughts(_ value: JSONView) throws(Diagnostic) -> [UInt8] {
    if value.kind == .string { return try source.text(value) }
    var reader = PartReader(source)
    try reader.read(value)
    return reader.thoughts
  }

  /// Notes what stands beside what is said and says something else.
  private mutating func settle(_ beside: [(key: String, value: JSONView)], of message: Message) throws(Diagnostic) {
    for (key, value) in beside where !value.isNull && !value.isBlank {
      var other = Message(role: message.role, content: .none)
      try readContent(value, into: &other)
      if other.content != message.content { source.losses.lose(.text, "\(key) of messages, beside what they say") }
    }
  }

  /// Refuses a message that says nothing and has nothing that could stand for it.
  private func refuseSilence(_ message: Message, _ view: JSONView) throws(Diagnostic) {
    guard message.content == .none, results.isEmpty, view["content"] == nil, !message.hasOtherSense else { return }
    throw source.missing("content", in: view)
  }

  /// Gives what a tool gave back the members of the message around it, which is no message of its own.
  private mutating func unwrap(_ message: inout Message) {
    guard RoleKind(message.role).isResult, message.content == .none, let last = results.indices.last else { return }
    for member in message.other where results[last][member.key] == nil {
      if results.count == 1 { results[last].other.append(member) } else { source.losses.lose(member: member.key) }
    }
    message.other = []
  }

  /// A message of a tool that has both what it was called with and what it gave back, as ChatGLM3 writes them:
  /// `{role: "tool", name, parameters, observation}`; nil for any other.
  private mutating func callWithResult(_ view: JSONView) throws(Diagnostic) -> [Message]? {
    guard let roleView = view["role"], roleView.kind == .string,
      source.roles.role(try source.string(roleView))?.kind.isResult ?? false, view["name"]?.kind == .string,
      let result = view["observation"]
    else { return nil }
    open = OpenCalls()
    var call = Message(role: RoleKind.assistant.name, content: .none)
    addCall(view, to: &call)
    let words = result.kind == .string ? try source.text(result) : result.withUnsafeBytes { Array($0) }
    var answer = Message(role: RoleKind.tool.name, content: .text(words))
    answer.other.append(.init(key: RecordField.toolCallID.name, json: nextOpen()))
    return [call, answer]
  }

  /// Whether an object is an element of the Responses API that is no message.
  static func isItem(_ view: JSONView) -> Bool {
    guard view["role"] == nil, view["from"] == nil, let type = view["type"], type.kind == .string else { return false }
    return ["function_call", "function_call_output", "reasoning"].contains((try? type.string()) ?? "")
  }

  /// Takes an element of the Responses API that is no message: a call, what it gave back, or a thought.
  private mutating func item(_ view: JSONView) throws(Diagnostic) -> [Message]? {
    guard view.kind == .object, Self.isItem(view) else { return nil }
    try source.refuseDuplicates(view)
    var message = Message(role: RoleKind.assistant.name, content: .none)
    if let list = view["summary"] ?? view["content"], list.kind == .array {
      try readParts(list, thoughts: true, into: &message)
    } else {
      var reader = PartReader(source)
      try reader.read(item: view)
      take(reader, into: &message)
    }
    return split(message)
  }

  /// The message with what tools gave back in messages of their own before it.
  private mutating func split(_ message: Message) -> [Message] {
    defer { results = [] }
    guard !results.isEmpty else { return [message] }
    var message = message
    unwrap(&message)
    var messages: [Message] = results
    let isEmpty = message.content == .none && message.other.isEmpty
    if !isEmpty { messages.append(message) }
    return messages
  }

  /// The id of the last call that had none: nine letters and digits, as the strictest of the targets wants it.
  private var callID: String {
    let digits = String(calls)
    return "call" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  /// Turns roles that are calls or their answers into OpenAI's form.
  private mutating func settle(_ message: inout Message, isCall: Bool, _ view: JSONView) throws(Diagnostic) {
    if isCall {
      guard case .text(let text) = message.content, let call = try? JSONDocument(text) else {
        throw source.impossible("a function call is not JSON", at: view)
      }
      message.content = .none
      if call.root.kind == .array {
        var list: [JSONView] = []
        call.root.forEachElement { list.append($0) }
        for element in list { addCall(element, to: &message) }
      } else {
        addCall(call.root, to: &message)
      }
    } else if message.role == "function" || message.role == "tool", message["tool_call_id"] == nil,
      calls > 0 || !open.isEmpty, results.isEmpty || message.content != .none
    {
      message.role = "tool"
      message.other.append(.init(key: "tool_call_id", json: nextOpen()))
    }
  }

  /// The id of the first call that is open still, or of the last one.
  private mutating func nextOpen() -> [UInt8] { open.takeFirst() ?? JSONWriter.text(callID) }

  /// Adds calls as OpenAI writes them; those without an id get one, and those without a function around their names.
  private mutating func addCalls(_ list: JSONView, to message: inout Message) {
    let lacks = list.elements.contains {
      $0.kind == .object && ($0["id"]?.isNull ?? true) && $0["function"] != nil || ToolCallForm.isFlat($0)
    }
    guard lacks else {
      for call in list.elements { if let id = call["id"] { open.append(id.withUnsafeBytes { Array($0) }) } }
      message.other.append(.init(key: RecordField.toolCalls.name, json: list.withUnsafeBytes { Array($0) }))
      return
    }
    for call in list.elements {
      let id = call["id"].flatMap { $0.isNull ? nil : $0.withUnsafeBytes { Array($0) } }
      addCall(call["function"] ?? call, id: id, keepsObject: ToolCallForm.isFlat(call), to: &message)
    }
  }

  /// Adds a call `{name, arguments}` to a message, with an id of its own where it has none; arguments become a string of
  /// JSON.
  ///
  /// - Parameter keepsObject: Whether arguments that are an object stay one.
  private mutating func addCall(
    _ call: JSONView, id: [UInt8]? = nil, keepsObject: Bool = false, to message: inout Message
  ) {
    calls += 1
    let id = id ?? JSONWriter.text(callID)
    open.append(id)
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("id")
    id.withUnsafeBytes { writer.raw($0) }
    writer.key("type")
    writer.string("function")
    writer.key("function")
    writer.beginObject()
    writer.key("name")
    if let name = call["name"] { name.withUnsafeBytes { writer.raw($0) } } else { writer.string("") }
    writer.key("arguments")
    if let arguments = call["arguments"] ?? call["args"] ?? call["parameters"] ?? call["input"] {
      if ToolCallForm.isNone(arguments) {
        writer.string("{}")
      } else if arguments.kind == .string || keepsObject {
        arguments.withUnsafeBytes { writer.raw($0) }
      } else {
        arguments.withUnsafeBytes { writer.string($0) }
      }
    } else {
      writer.string("{}")
    }
    writer.endObject()
    writer.endObject()
    let json = writer.take()
    if let index = message.other.firstIndex(where: { $0.key == "tool_calls" }) {
      message.other[index].json.removeLast()
      message.other[index].json += Array(",".utf8) + json + Array("]".utf8)
    } else {
      message.other.append(.init(key: "tool_calls", json: Array("[".utf8) + json + Array("]".utf8)))
    }
  }

  private mutating func readContent(_ view: JSONView, into message: inout Message) throws(Diagnostic) {
    switch view.kind {
    case .null: return
    case .string: message.content = .text(try source.text(view))
    case .array: try readParts(view, into: &message)
    default: throw source.wrong(view, "a string or a list of parts")
    }
  }

  private mutating func readParts(_ view: JSONView, thoughts: Bool = false, into message: inout Message)
    throws(Diagnostic)
  {
    var reader = PartReader(source)
    if thoughts { try reader.read(thoughts: view) } else { try reader.read(view) }
    take(reader, into: &message)
  }

  /// Takes what was read of parts.
  private mutating func take(_ reader: PartReader, into message: inout Message) {
    if !reader.thoughts.isEmpty, !message.other.contains(where: { RecordField.reasoning.names.contains($0.key) }) {
      message.other.append(.init(key: RecordField.reasoning.name, json: JSONWriter.text(reader.thoughts)))
    }
    for call in reader.calls { addCall(call.function, id: call.id, to: &message) }
    message.content = reader.content
    for result in reader.results {
      let id = result.id ?? (calls > 0 || !open.isEmpty ? nextOpen() : nil)
      if let id { open.close(id) }
      results.append(
        Message(
          role: RoleKind.tool.name, content: result.content,
          other: id.map { [.init(key: RecordField.toolCallID.name, json: $0)] } ?? []))
    }
  }
}

extension Message {
  /// Takes in what the same speaker says next, where that leaves nothing out: a text beside calls and thoughts.
  ///
  /// - Returns: Whether it was taken in.
  mutating func absorb(_ later: Message) -> Bool {
    guard role == RoleKind.assistant.name, later.role == role, content == .none || later.content == .none,
      weight == later.weight
    else { return false }
    let calls = RecordField.toolCalls.name
    guard later.other.allSatisfy({ $0.key == calls || self[$0.key] == nil }) else { return false }
    if content == .none { content = later.content }
    for member in later.other {
      if member.key == calls, let index = other.firstIndex(where: { $0.key == calls }) {
        other[index].json.removeLast()
        other[index].json += Array(",".utf8) + member.json.dropFirst()
      } else {
        other.append(member)
      }
    }
    return true
  }
}
