import PrepRecords

/// Holds values against the part of JSON Schema that declarations of tools use: types, required and declared
/// properties, choices.
enum SchemaCheck {
  /// What is wrong with a value that is JSON of its own, or nil.
  static func fault(_ value: JSONView, _ schema: BorrowedJSON, name: String = "the arguments", depth: Int = 0)
    -> String?
  {
    guard depth < 32 else { return nil }
    if let fault = typeFault(kind(value), schema, name) { return fault }
    if value.kind == .object {
      var members: [(String, JSONView)] = []
      value.forEachMember { key, member in members.append(((try? key.string()) ?? "", member)) }
      if let fault = objectFault(members.map(\.0), schema, name) { return fault }
      for (key, member) in members {
        if let property = property(schema, key),
          let fault = fault(member, property, name: "\"\(key)\"", depth: depth + 1)
        {
          return fault
        }
      }
    }
    if value.kind == .string, let text = try? value.string(), let fault = choiceFault(text, schema, name) {
      return fault
    }
    return nil
  }

  /// What is wrong with a value of the record, or nil.
  static func fault(_ value: BorrowedJSON, _ schema: BorrowedJSON, name: String = "the arguments", depth: Int = 0)
    -> String?
  {
    guard depth < 32 else { return nil }
    if let fault = typeFault(kind(value), schema, name) { return fault }
    if value.isObject {
      var members: [(String, BorrowedJSON)] = []
      value.forEachMember { key, member in members.append((Bytes.unescaped(key.text), member)) }
      if let fault = objectFault(members.map(\.0), schema, name) { return fault }
      for (key, member) in members {
        if let property = property(schema, key),
          let fault = fault(member, property, name: "\"\(key)\"", depth: depth + 1)
        {
          return fault
        }
      }
    }
    return value.isString ? choiceFault(Bytes.unescaped(value.text), schema, name) : nil
  }

  private static func kind(_ value: JSONView) -> String {
    switch value.kind {
    case .null: "null"
    case .bool: "boolean"
    case .number: value.int == nil ? "number" : "integer"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }

  private static func kind(_ value: BorrowedJSON) -> String {
    if value.isString { return "string" }
    if value.isObject { return "object" }
    if value.isArray { return "array" }
    if value.isBool { return "boolean" }
    return value.isNull ? "null" : value.int == nil ? "number" : "integer"
  }

  private static func typeFault(_ kind: String, _ schema: BorrowedJSON, _ name: String) -> String? {
    guard let type = schema.member("type") else { return nil }
    let allowed = type.isArray ? type.elements.map { Bytes.unescaped($0.text) } : [Bytes.unescaped(type.text)]
    let isRight =
      allowed.isEmpty || allowed.contains(kind) || (kind == "integer" && allowed.contains("number"))
      || !allowed.allSatisfy(["object", "array", "string", "number", "integer", "boolean", "null"].contains)
    return isRight ? nil : "\(name): the value is of the type \(kind), declared is \(allowed.joined(separator: " or "))"
  }

  private static func objectFault(_ keys: [String], _ schema: BorrowedJSON, _ name: String) -> String? {
    var missing: String?
    schema.member("required")?.forEachElement { key in
      let key = Bytes.unescaped(key.text)
      if missing == nil, !keys.contains(key) { missing = key }
    }
    if let missing { return "\(name): the required argument \"\(missing)\" is missing" }
    guard let properties = schema.member("properties"), properties.isObject else { return nil }
    let extra = keys.first { property(schema, $0) == nil }
    guard let extra,
      schema.member("additionalProperties").map({ $0.first == UInt8(ascii: "f") })
        ?? (schema.member("patternProperties") == nil)
    else { return nil }
    return "\(name): the argument \"\(extra)\" is not declared"
  }

  private static func property(_ schema: BorrowedJSON, _ key: String) -> BorrowedJSON? {
    var found: BorrowedJSON?
    schema.member("properties")?.forEachMember { name, property in
      if found == nil, Bytes.unescaped(name.text) == key { found = property }
    }
    return found
  }

  private static func choiceFault(_ text: String, _ schema: BorrowedJSON, _ name: String) -> String? {
    guard let choices = schema.member("enum"), choices.isArray else { return nil }
    let isRight = choices.elements.contains { $0.isString && Bytes.unescaped($0.text).utf8.elementsEqual(text.utf8) }
    return isRight ? nil : "\(name): the value is not one of the declared choices"
  }
}
