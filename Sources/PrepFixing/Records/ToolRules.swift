import PrepExamples
import PrepRecords
import PrepShapes

/// Turns the deprecated `functions`, `function_call` and role `function` into `tools`, `tool_calls` and role `tool`.
///
/// A call gets the id `call_` and its number in the conversation; the answer that follows it refers to that id.
enum DeprecatedFunctionRule: RecordRule {
  static let repair = Repair.deprecatedFunctions

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    var edits = RecordEdits()
    if root["tools"] == nil, let functions = root["functions"], functions.kind == .array {
      var tools = JSONWriter.python
      tools.beginArray()
      functions.forEachElement { function in
        tools.beginObject()
        tools.key("type")
        tools.string("function")
        tools.key("function")
        tools.raw(function)
        tools.endObject()
      }
      tools.endArray()
      root.forEachMember { key, _ in if key.isString("functions") { edits.replace(key, with: Array("\"tools\"".utf8)) }
      }
      edits.replace(functions, with: tools.take())
    }
    guard let turns = Turns(root, names), root[names.mapping.name(of: .messages)] != nil else { return .edits(edits) }
    var calls = 0
    for message in turns.messages {
      if let call = message["function_call"], call.kind == .object, message["tool_calls"] == nil {
        calls += 1
        message.forEachMember { key, _ in
          if key.isString("function_call") { edits.replace(key, with: Array("\"tool_calls\"".utf8)) }
        }
        var list = JSONWriter.python
        list.beginArray()
        list.beginObject()
        list.key("id")
        list.string("call_\(calls)")
        list.key("type")
        list.string("function")
        list.key("function")
        list.raw(call)
        list.endObject()
        list.endArray()
        edits.replace(call, with: list.take())
      } else if message["role"]?.isString("function") == true, calls > 0, message["tool_call_id"] == nil,
        let role = message["role"]
      {
        edits.replace(role, with: Array("\"tool\", \"tool_call_id\": \"call_\(calls)\"".utf8))
      }
    }
    return .edits(edits)
  }
}

/// Gives tool calls ids of nine letters and digits, as Mistral's tokenizers want them, and the results the same ones.
/// An id becomes the same in every record; one that a conversation uses again for another call becomes a new one there.
enum ToolIDRule: RecordRule {
  static let repair = Repair.toolIDs

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    guard root[names.mapping.name(of: .messages)] != nil, let turns = Turns(root, names) else { return .none }
    var edits = RecordEdits()
    /// How often a call had an id so far.
    var uses: [[UInt8]: Int] = [:]
    func rewrite(_ id: JSONView?, isCall: Bool) {
      guard let id, let old = id.stringBytes ?? (id.kind == .number ? id.text : nil) else { return }
      if isCall { uses[old, default: 0] += 1 }
      let use = uses[old] ?? 1
      let new = use > 1 ? ShortCallID.of(old + "#\(use)".utf8) : ShortCallID.isShort(old) ? old : ShortCallID.of(old)
      if new != id.stringBytes { edits.replace(id, with: quoted(new)) }
    }
    for message in turns.messages {
      rewrite(message["tool_call_id"], isCall: false)
      message["tool_calls"]?.forEachElement { rewrite($0["id"], isCall: true) }
    }
    return .edits(edits)
  }
}

/// Drops lists of tools that are empty.
enum EmptyToolsRule: RecordRule {
  static let repair = Repair.emptyTools
  private static let keys: Set<String> = ["tools", "functions", "available_tools"]

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    guard keys.contains(where: { root[$0].map { $0.kind == .array && $0.count == 0 } ?? false }) else { return .none }
    return .edits(
      Members(root).keeping(text) { name, value in !(keys.contains(name) && value.kind == .array && value.count == 0) })
  }
}
