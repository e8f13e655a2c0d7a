package import PrepRecords

/// The tools an assistant may call.
package enum ToolList {
  /// The list as OpenAI writes it: bare functions, those of the Responses API and Amazon Bedrock's get their
  /// `{"type": "function"}` around them; nil for what is no list, or an empty one.
  package static func normalised(_ view: JSONView) -> [UInt8]? {
    guard view.kind == .array, view.count > 0 else { return nil }
    var writer = JSONWriter()
    writer.beginArray()
    view.forEachElement { tool in
      if tool["function"] == nil, tool["name"] != nil {
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
