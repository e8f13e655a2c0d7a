import PrepDiagnostics
import PrepRecords

/// The fields of one record, read by our names, with every fault placed.
struct RecordFields {
  private let record: Record
  private let mapping: FieldMapping

  /// - Throws: A finding when the record is no object or has a key twice.
  init(_ record: Record, _ mapping: FieldMapping) throws(Diagnostic) {
    self.record = record
    self.mapping = mapping
    guard record.root.kind == .object else {
      throw Diagnostic("not-an-object", "a record is a JSON object", at: record.location(pointer: ""))
    }
    try refuseDuplicates(record.root, "")
  }

  func view(named name: String) -> JSONView? { record.root[name] }

  /// Whether the record has the field, whatever its value.
  func has(_ field: FieldMapping.Field) -> Bool { record.root[mapping.name(of: field)] != nil }

  func text(_ field: FieldMapping.Field) throws(Diagnostic) -> [UInt8] {
    let name = mapping.name(of: field)
    return try string(required(name), name, Self.pointer(name))
  }

  func textOrMessages(_ field: FieldMapping.Field) throws(Diagnostic) -> ExampleText {
    let name = mapping.name(of: field)
    return try textOrMessages(required(name), name)
  }

  func messages(_ field: FieldMapping.Field) throws(Diagnostic) -> [Message] {
    let name = mapping.name(of: field)
    return try messages(required(name), name, Self.pointer(name))
  }

  func bool(_ field: FieldMapping.Field) throws(Diagnostic) -> Bool {
    let name = mapping.name(of: field)
    let view = try required(name)
    guard let value = view.bool else { throw wrongType(view, name, "true or false", Self.pointer(name)) }
    return value
  }

  /// The text of a class: a string, or the JSON text of a number or of true and false.
  func label(_ field: FieldMapping.Field) throws(Diagnostic) -> [UInt8] {
    let name = mapping.name(of: field)
    let view = try required(name)
    switch view.kind {
    case .number, .bool: return view.withUnsafeBytes { Array($0) }
    case .string: return try string(view, name, Self.pointer(name))
    default: throw wrongType(view, name, "a string or a number", Self.pointer(name))
    }
  }

  /// The JSON text of a field that may be missing or null.
  func json(_ field: FieldMapping.Field) throws(Diagnostic) -> [UInt8]? {
    guard let view = record.root[mapping.name(of: field)], !view.isNull else { return nil }
    return view.withUnsafeBytes { Array($0) }
  }

  /// `{"input": {"messages", "tools"}, "preferred_output", "non_preferred_output"}`, as OpenAI's preference files have it.
  func openAIPreference(_ input: JSONView) throws(Diagnostic) -> Preference {
    guard input.kind == .object else { throw wrongType(input, "input", "an object", "/input") }
    try refuseDuplicates(input, "/input")
    guard let prompt = input["messages"] else {
      throw Diagnostic("missing-field", "missing field \"messages\"", at: record.location(of: input, pointer: "/input"))
    }
    let tools = input["tools"].flatMap { $0.isNull ? nil : $0 }.map { view in view.withUnsafeBytes { Array($0) } }
    return Preference(
      prompt: .messages(try messages(prompt, "messages", "/input/messages")),
      chosen: try textOrMessages(required("preferred_output"), "preferred_output"),
      rejected: try textOrMessages(required("non_preferred_output"), "non_preferred_output"), tools: tools)
  }

  // MARK: Values

  private func required(_ name: String) throws(Diagnostic) -> JSONView {
    guard let view = record.root[name] else {
      throw Diagnostic("missing-field", "missing field \"\(name)\"", at: record.location(pointer: ""))
    }
    return view
  }

  private func textOrMessages(_ view: JSONView, _ name: String) throws(Diagnostic) -> ExampleText {
    switch view.kind {
    case .array: return .messages(try messages(view, name, Self.pointer(name)))
    case .string: return .text(try string(view, name, Self.pointer(name)))
    default: throw wrongType(view, name, "a string or a list of messages", Self.pointer(name))
    }
  }

  private func string(_ view: JSONView, _ name: String, _ pointer: @autoclosure () -> String) throws(Diagnostic) -> [UInt8] {
    guard view.kind == .string else { throw wrongType(view, name, "a string", pointer()) }
    do throws(JSONError) { return try view.unescaped() } catch {
      throw Diagnostic(error.code, error.message, at: record.location(of: view, pointer: pointer()))
    }
  }

  private func messages(_ view: JSONView, _ name: String, _ pointer: @autoclosure () -> String) throws(Diagnostic) -> [Message] {
    guard view.kind == .array else { throw wrongType(view, name, "a list of messages", pointer()) }
    var messages: [Message] = []
    messages.reserveCapacity(4)
    // A role and a text and nothing else is what most messages have.
    let isPlain = view.forEachPair(Message.plainKeys) { role, content in
      guard let message = Self.plainMessage(role, content) else { return false }
      messages.append(message)
      return true
    }
    if isPlain { return messages }
    for element in view.elements.dropFirst(messages.count) {
      if let (role, content) = element.pair(Message.plainKeys), let message = Self.plainMessage(role, content) {
        messages.append(message)
      } else {
        messages.append(try message(element, "\(pointer())/\(messages.count)"))
      }
    }
    return messages
  }

  private static func plainMessage(_ role: JSONText, _ content: JSONText) -> Message? {
    guard let name = name(ofRole: role), let text = content.unescaped else { return nil }
    return Message(role: name, content: .text(text))
  }

  /// The text of a role; the common ones need not be read.
  private static func name(ofRole role: JSONText) -> String? {
    if let number = KnownRoles.number(of: role) { return KnownRoles.names[Int(number)] }
    return role.unescaped.map { String(decoding: $0, as: UTF8.self) }
  }

  private func message(_ view: JSONView, _ pointer: String) throws(Diagnostic) -> Message {
    guard view.kind == .object else { throw wrongType(view, pointer, "a message: an object", pointer) }
    try refuseDuplicates(view, pointer)
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
      case "content": message.content = try content(value, pointer + "/content")
      case "weight" where !value.isNull:
        guard let weight = value.double else { throw wrongType(value, "weight", "a number", pointer + "/weight") }
        message.weight = weight
      default: message.other.append(.init(key: name, json: value.withUnsafeBytes { Array($0) }))
      }
    }
    return message
  }

  private func content(_ view: JSONView, _ pointer: String) throws(Diagnostic) -> Message.Content {
    switch view.kind {
    case .null: return .none
    case .string: return .text(try string(view, "content", pointer))
    case .array, .object: return .parts(view.withUnsafeBytes { Array($0) })
    default: throw wrongType(view, "content", "a string or a list of parts", pointer)
    }
  }

  // MARK: Findings

  private func refuseDuplicates(_ view: JSONView, _ pointer: String) throws(Diagnostic) {
    guard let key = view.duplicateKey else { return }
    let name = (try? key.string()) ?? ""
    throw Diagnostic(
      "duplicate-key", "the key \"\(name)\" stands twice in the object", at: record.location(of: key, pointer: pointer))
  }

  private func wrongType(_ view: JSONView, _ name: String, _ wanted: String, _ pointer: String) -> Diagnostic {
    Diagnostic("wrong-type", "field \"\(name)\" is not \(wanted)", at: record.location(of: view, pointer: pointer))
  }

  /// The RFC 6901 pointer to a member of the record.
  private static func pointer(_ name: String) -> String {
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
