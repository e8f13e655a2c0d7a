import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes

/// Reads messages under any of the names their parts have: `role` or `from`, `content`, `value`, `text` or `parts`.
struct MessageReader {
  private let source: SourceRecord
  private var calls = 0

  init(_ source: SourceRecord) { self.source = source }

  mutating func message(_ view: JSONView) throws(Diagnostic) -> Message {
    guard view.kind == .object else { throw source.wrong(view, "a message: an object") }
    try source.refuseDuplicates(view)
    guard let roleView = view["role"] ?? view["from"] else { throw source.missing("role", in: view) }
    let name = try source.string(roleView)
    guard let role = source.roles.role(name) else {
      throw Diagnostic(
        "unknown-role", "the role \"\(name)\" is not known; say what it is with --role-map \(name)=user or the like",
        at: source.record.location(of: roleView))
    }
    var message = Message(role: role.kind.name, content: .none)
    var members: [(String, JSONView)] = []
    view.forEachMember { key, value in members.append(((try? key.string()) ?? "", value)) }
    for (key, value) in members {
      switch key {
      case "role", "from": continue
      case "content", "value", "text", "parts": try readContent(value, into: &message)
      case "weight", "loss_weight", "loss_scale":
        guard !value.isNull else { continue }
        guard let weight = value.double else { throw source.wrong(value, "a number") }
        message.weight = weight
      case "function_call" where value.kind == .object: addCall(value, to: &message)
      default: if !value.isNull { message.other.append(.init(key: key, json: value.withUnsafeBytes { Array($0) })) }
      }
    }
    try settle(&message, isCall: role.isCall, view)
    return message
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
    } else if message.role == "function" || message.role == "tool", message["tool_call_id"] == nil, calls > 0 {
      message.role = "tool"
      message.other.append(.init(key: "tool_call_id", json: JSONWriter.text(callID)))
    }
  }

  /// Adds a call `{name, arguments}` to a message, with an id of its own; arguments become a string of JSON.
  private mutating func addCall(_ call: JSONView, to message: inout Message) {
    calls += 1
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("id")
    writer.string(callID)
    writer.key("type")
    writer.string("function")
    writer.key("function")
    writer.beginObject()
    writer.key("name")
    if let name = call["name"] { name.withUnsafeBytes { writer.raw($0) } } else { writer.string("") }
    writer.key("arguments")
    if let arguments = call["arguments"] ?? call["args"] ?? call["parameters"] {
      if arguments.kind == .string {
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

  /// Parts that are text are joined; thoughts and calls go to members of their own; a list with images and the like is
  /// kept.
  private mutating func readParts(_ view: JSONView, into message: inout Message) throws(Diagnostic) {
    var text: [UInt8] = []
    var hasText = false
    for part in try source.elements(view) {
      let type = try part["type"].map { type throws(Diagnostic) in try source.string(type) }
      if part.kind == .string {
        text += try source.text(part)
        hasText = true
      } else if let words = part["text"] ?? part["value"], words.kind == .string, type == nil || type == "text" {
        text += try source.text(words)
        hasText = true
      } else if type == "reasoning", let words = part["value"] ?? part["text"] {
        message.other.append(.init(key: "reasoning_content", json: JSONWriter.text(try source.text(words))))
      } else if type == "tool_call", let words = part["value"], let call = try? JSONDocument(try source.text(words)) {
        addCall(call.root, to: &message)
      } else if let call = part["functionCall"] {
        addCall(call, to: &message)
      } else if let answer = part["functionResponse"] {
        message.role = "tool"
        if calls > 0 { message.other.append(.init(key: "tool_call_id", json: JSONWriter.text(callID))) }
        text += (answer["response"] ?? answer).withUnsafeBytes { Array($0) }
        hasText = true
      } else if type != nil {
        message.content = .parts(view.withUnsafeBytes { Array($0) })
        return
      } else {
        throw source.impossible("a part of a message is neither text nor known", at: part)
      }
    }
    message.content = hasText ? .text(text) : .none
  }
}
