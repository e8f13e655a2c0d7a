package import PrepRecords

/// The tools an assistant may call.
package enum ToolList {
  /// What a value says about tools.
  package enum Reading {
    /// There are none: an empty list, null, or a text of blanks.
    case none
    /// The JSON text of a list of them, as OpenAI writes it.
    case tools([UInt8])
    /// It is no tool and no list of them.
    case invalid
  }

  /// The tools that a value says, in whatever form: a list, one tool, an object of them by name, and each of these as
  /// its JSON text, however often it was encoded. Bare functions, those of the Responses API and Amazon Bedrock's get
  /// their `{"type": "function"}` around them.
  package static func read(_ view: JSONView) -> Reading {
    guard let document = decoded(view) else { return view.isBlank ? .none : .invalid }
    switch document.root.kind {
    case .null: return .none
    case .array: return read(list: document.root)
    case .object: return read(object: document.root)
    default: return .invalid
    }
  }

  /// What a value says that may be a JSON text; nil for a text that is none.
  private static func decoded(_ view: JSONView) -> JSONDocument? {
    guard var document = try? JSONDocument(view.withUnsafeBytes { Array($0) }) else { return nil }
    for _ in 0..<mostEncodings where document.root.kind == .string {
      guard let text = try? document.root.unescaped(), let inner = try? JSONDocument(text) else { return nil }
      document = inner
    }
    return document.root.kind == .string ? nil : document
  }

  /// How often a value may have been encoded.
  private static let mostEncodings = 4

  private static func read(list: JSONView) -> Reading {
    if list.count == 0 { return .none }
    // Names of tools that somebody else knows.
    if list.elements.allSatisfy({ $0.kind == .string && decoded($0) == nil }) {
      return .tools(list.withUnsafeBytes { Array($0) })
    }
    var tools: [JSONDocument] = []
    for element in list.elements {
      guard let document = decoded(element), document.root.kind == .object else { return .invalid }
      tools.append(document)
    }
    let isOpenAI = !tools.contains { isBare($0.root) || $0.root["toolSpec"] != nil }
    if isOpenAI, list.elements.allSatisfy({ $0.kind == .object }) { return .tools(list.withUnsafeBytes { Array($0) }) }
    return .tools(written(tools.map(\.root)))
  }

  /// One tool, or tools by their names.
  private static func read(object: JSONView) -> Reading {
    if object.count == 0 { return .none }
    if isBare(object) || object["function"]?.kind == .object || object["toolSpec"]?.kind == .object {
      return .tools(written([object]))
    }
    var tools: [JSONDocument] = []
    var areAll = true
    object.forEachMember { key, value in
      guard value.kind == .object, let name = try? key.string(), let tool = named(value, name) else {
        areAll = false
        return
      }
      tools.append(tool)
    }
    return areAll ? .tools(written(tools.map(\.root))) : .invalid
  }

  /// A tool that stands under its name, with the name in it; nil for what is none.
  private static func named(_ tool: JSONView, _ name: String) -> JSONDocument? {
    if tool["function"]?.kind == .object || tool["name"]?.kind == .string {
      return try? JSONDocument(tool.withUnsafeBytes { Array($0) })
    }
    guard ["parameters", "description", "input_schema"].contains(where: { tool[$0] != nil }) else { return nil }
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("name")
    writer.string(name)
    tool.forEachMember { key, value in
      guard let name = try? key.string() else { return }
      writer.key(name)
      value.withUnsafeBytes { writer.raw($0) }
    }
    writer.endObject()
    return try? JSONDocument(writer.take())
  }

  /// Whether a tool is a function without anything around it.
  private static func isBare(_ tool: JSONView) -> Bool { tool["function"] == nil && tool["name"] != nil }

  /// The functions of a list without what stands around them, for whoever wants them bare.
  package static func unwrapped(_ json: [UInt8]) -> [UInt8]? {
    guard let root = try? JSONDocument(json).root, root.kind == .array else { return nil }
    var writer = JSONWriter()
    writer.beginArray()
    root.forEachElement { tool in
      (tool["function"] ?? tool).withUnsafeBytes { writer.raw($0) }
    }
    writer.endArray()
    return writer.take()
  }

  private static func written(_ tools: [JSONView]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginArray()
    for tool in tools {
      if isBare(tool) {
        writer.beginObject()
        writer.key("type")
        writer.string("function")
        writer.key("function")
        function(tool, to: &writer)
        writer.endObject()
      } else if let spec = tool["toolSpec"], spec.kind == .object {
        writer.beginObject()
        writer.key("type")
        writer.string("function")
        writer.key("function")
        specification(spec, to: &writer)
        writer.endObject()
      } else {
        tool.withUnsafeBytes { writer.raw($0) }
      }
    }
    writer.endArray()
    return writer.take()
  }

  /// The calls of a message that are written as their JSON text; nil for a text that is no list.
  static func calls(asText view: JSONView) -> JSONDocument? {
    guard let text = try? view.unescaped(), let document = try? JSONDocument(text), document.root.kind == .array else {
      return nil
    }
    return document
  }

  /// A function without the type that the Responses API writes into it, its schema under OpenAI's name, as Anthropic has
  /// it under another.
  private static func function(_ tool: JSONView, to writer: inout JSONWriter) {
    let isTyped = tool["type"].map { (try? $0.string()) == "function" } ?? false
    let schema = "input_schema"
    let isAnthropic = tool[schema] != nil && tool["parameters"] == nil
    guard isTyped || isAnthropic else { return tool.withUnsafeBytes { writer.raw($0) } }
    copy(tool, to: &writer) { name in
      isTyped && name == "type" ? nil : isAnthropic && name == schema ? "parameters" : name
    }
  }

  /// Amazon Bedrock's `{name, description, inputSchema: {json}}`.
  private static func specification(_ spec: JSONView, to writer: inout JSONWriter) {
    copy(spec, to: &writer) { name in name == "inputSchema" ? "parameters" : name }
  }

  /// Copies an object with other names, nil for members that are left out; a schema in `json` stands for itself.
  private static func copy(_ view: JSONView, to writer: inout JSONWriter, _ rename: (String) -> String?) {
    writer.beginObject()
    view.forEachMember { key, value in
      guard let name = try? key.string(), let renamed = rename(name) else { return }
      writer.key(renamed)
      (name == "inputSchema" ? value["json"] ?? value : value).withUnsafeBytes { writer.raw($0) }
    }
    writer.endObject()
  }
}
