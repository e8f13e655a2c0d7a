import PrepDiagnostics
import PrepRecords
import PrepShapes

/// The texts of a record, each a document of its own: those of its example, or of the fields that were asked for.
package struct RecordTexts {
  private let record: Record

  package init(_ record: Record) { self.record = record }

  /// Replaces `texts` by those of the record.
  ///
  /// - Throws: A finding when the record is not an object, has a key twice, lacks a field that was asked for, or tells
  ///   no shape.
  package func collect(_ options: DocumentOptions, into texts: inout [[UInt8]]) throws(Diagnostic) {
    texts.removeAll(keepingCapacity: true)
    let root = record.root
    guard root.kind == .object else {
      throw Diagnostic("not-an-object", "a record is a JSON object", at: record.location())
    }
    if let key = root.duplicateKey {
      let name = (try? key.string()) ?? ""
      throw Diagnostic("duplicate-key", "the key \"\(name)\" appears twice in the object", at: record.location(of: key))
    }
    if options.fields.isEmpty { return try collectAll(root, options, into: &texts) }
    for field in options.fields {
      guard let view = root[field] else {
        throw Diagnostic("missing-field", "missing field \"\(field)\"", at: record.location())
      }
      guard view.kind == .string || view.kind == .array || view.kind == .object else {
        throw Diagnostic("wrong-type", "field \"\(field)\" is not a string", at: record.location(of: view))
      }
      try add(view, to: &texts)
    }
  }

  /// All texts that the shape of the record has.
  private func collectAll(_ root: JSONView, _ options: DocumentOptions, into texts: inout [[UInt8]])
    throws(Diagnostic)
  {
    let keys = KnownKeys(root, options.names)
    guard let told = keys.detect(root) else {
      throw record.unknownShape(
        "set --field or --shape, map fields with --map, or read the file as plain text with --text")
    }
    if let set = options.set, set.isOther(told) { throw set.refusal(of: record, told) }
    let shape = told.shape
    if shape == .tokenized {
      throw Diagnostic("foreign-shape", ExampleShape.foreign(shape), at: record.location())
    }
    var found: [(field: RecordField, view: JSONView)] = []
    for field in shape.fields where field.holdsText {
      guard let view = keys.value(field, of: root), !view.isNull else { continue }
      if !found.contains(where: { $0.view.offset == view.offset }) { found.append((field, view)) }
    }
    // In the order in which they stand in the record.
    for (field, view) in found.sorted(by: { $0.view.offset < $1.view.offset }) {
      guard view.kind == .string || view.kind == .array || view.kind == .object else {
        let name = keys.find(field, of: root)?.name ?? field.name
        throw Diagnostic(
          "wrong-type", "field \"\(name)\" is neither a string nor a list of messages", at: record.location(of: view))
      }
      try add(view, to: &texts)
    }
  }

  /// The members of objects inside of a field that hold texts.
  private static let members = [
    "thinking", "reasoning_content", "reasoning", "content", "text", "value", "message", "refusal", "parts", "input",
    "output", "messages", "prompt", "replies", "tool_calls", "toolUse", "toolResult", "functionCall",
    "functionResponse",
    "function_call", "reasoningContent", "reasoningText",
  ]

  /// The texts inside a value: the elements of arrays, and what objects hold.
  private func add(_ view: JSONView, to texts: inout [[UInt8]]) throws(Diagnostic) {
    switch view.kind {
    case .string:
      do throws(JSONError) { texts.append(try view.unescaped()) } catch {
        throw Diagnostic(error.code, error.message, at: record.location(of: view))
      }
    case .array: for element in view.elements { try add(element, to: &texts) }
    case .object:
      if let function = view["function"], function.kind == .object { return try add(call: function, to: &texts) }
      if view["arguments"] != nil || view["args"] != nil { return try add(call: view, to: &texts) }
      // What a tool was given and what it gave back are data.
      for name in ["response", "json"] {
        if let data = view[name], data.kind == .object { texts.append(data.withUnsafeBytes { Array($0) }) }
      }
      if view["toolUseId"] != nil, view["input"] != nil { return try add(call: view, to: &texts) }
      var isKnown = false
      for name in Self.members {
        guard let inner = view[name] else { continue }
        isKnown = true
        try add(inner, to: &texts)
      }
      if !isKnown { try add(spoken: view, to: &texts) }
    default: break
    }
  }

  /// A call of a tool: its name, and what it is called with.
  private func add(call: JSONView, to texts: inout [[UInt8]]) throws(Diagnostic) {
    if let name = call["name"], name.kind == .string { try add(name, to: &texts) }
    guard let arguments = call["arguments"] ?? call["args"] ?? call["input"] else { return }
    if arguments.kind == .string {
      try add(arguments, to: &texts)
    } else if !arguments.isNull {
      texts.append(arguments.withUnsafeBytes { Array($0) })
    }
  }

  /// Turns under the names of those who speak, `{"user": …, "assistant": …}`.
  private func add(spoken view: JSONView, to texts: inout [[UInt8]]) throws(Diagnostic) {
    var turns: [JSONView] = []
    view.forEachMember { key, value in
      if let name = try? key.string(), RoleKind.speaker(name) != nil, value.kind == .string { turns.append(value) }
    }
    for turn in turns { try add(turn, to: &texts) }
  }
}
