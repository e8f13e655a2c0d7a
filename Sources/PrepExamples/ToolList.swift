package import PrepRecords

/// The tools an assistant may call.
package enum ToolList {
  /// The list as OpenAI writes it: bare functions get their `{"type": "function"}` around them; nil for what is no
  /// list, or an empty one.
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
        tool.withUnsafeBytes { writer.raw($0) }
        writer.endObject()
      } else {
        tool.withUnsafeBytes { writer.raw($0) }
      }
    }
    writer.endArray()
    return writer.take()
  }
}
