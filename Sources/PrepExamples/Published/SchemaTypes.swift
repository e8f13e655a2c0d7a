import PrepRecords

/// The names of types in the schemas of tools: Gemini writes those of OpenAPI in capitals, JSON Schema has them in lower
/// case.
package enum SchemaTypes {
  /// Which names are written.
  case lower, capital

  private static let names: Set<String> = ["string", "number", "integer", "boolean", "array", "object", "null"]
  /// Members whose values are data and no schemas.
  private static let data: Set<String> = ["enum", "default", "example", "examples", "const"]

  /// Copies a schema, with its types named so.
  package func write(_ schema: JSONView, to writer: inout JSONWriter) {
    switch schema.kind {
    case .object:
      writer.beginObject()
      schema.forEachMember { key, value in
        let name = (try? key.string()) ?? ""
        if name == "type", let type = single(value) {
          writer.key(name)
          writer.string(type.name)
          if type.isNullable {
            writer.key("nullable")
            writer.bool(true)
          }
          return
        }
        writer.key(name)
        // A property may be called so too.
        if name == "type" && value.kind != .object || Self.data.contains(name) {
          value.withUnsafeBytes { writer.raw($0) }
        } else {
          write(value, to: &writer)
        }
      }
      writer.endObject()
    case .array:
      writer.beginArray()
      schema.forEachElement { write($0, to: &writer) }
      writer.endArray()
    default: schema.withUnsafeBytes { writer.raw($0) }
    }
  }

  /// The one type that a value names; in capitals a list of a type and null is that type, which may be null. nil for what
  /// is no name of a type.
  private func single(_ value: JSONView) -> (name: String, isNullable: Bool)? {
    if let name = named(value) { return (name, false) }
    guard self == .capital, value.kind == .array, value.count == 2 else { return nil }
    let names = value.elements.compactMap { named($0) }
    guard names.count == 2, names.contains("NULL"), let name = names.first(where: { $0 != "NULL" }) else { return nil }
    return (name, true)
  }

  private func named(_ value: JSONView) -> String? {
    guard value.kind == .string, let name = try? value.string(), Self.names.contains(name.lowercased()) else {
      return nil
    }
    return self == .lower ? name.lowercased() : name.uppercased()
  }
}
