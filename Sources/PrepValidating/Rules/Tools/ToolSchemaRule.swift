import PrepDiagnostics
import PrepRecords
import PrepShapes

/// T05: the declaration of a tool is incomplete, or its parameters are no JSON Schema.
enum ToolSchemaRule: RecordRule {
  static let about = RuleDescription(
    "T05", "tool-schema", .error, "a tool's declaration is incomplete, or its parameters are no JSON Schema",
    reason: "Consumers check the declaration and refuse the record; models learn from it how to call.",
    remedy:
      "Write {\"type\": \"function\", \"function\": {\"name\", \"description\", \"parameters\": a schema of an object}}.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"tools":[{"type":"function","function":{"name":"add","parameters":{"type":"integr"}}}]}"#,
      at: "1:154 /tools/0/function/parameters/type",
      good:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"tools":[{"type":"function","function":{"name":"add","parameters":{"type":"object","properties":{"a":{"type":"integer"}}}}}]}"#
    ))

  private static let types: [StaticString] = ["object", "array", "string", "number", "integer", "boolean", "null"]

  static let speaksOf: RecordTraits = .tools

  static func check(_ example: ExampleView, _ report: Reporter) {
    for key in [RecordField.tools, .functions] {
      guard let tools = example[key], tools.isArray, report.profiles.contains(where: { $0.maximumTools != nil }) else {
        continue
      }
      var count = 0
      tools.forEachElement { _ in count += 1 }
      report.reportByTarget { profile in
        guard let most = profile.maximumTools, count > most else { return nil }
        return (tools, "there are \(count) tools; \(profile.title) takes \(most)")
      }
    }
    if example.shape == .gemini || example.shape == .geminiPreference {
      example[.tools]?.forEachElement { checkDeclarations($0, report) }
      return
    }
    for key in [RecordField.tools, .availableTools] {
      example[key]?.forEachElement { tool in
        guard tool.isObject else {
          return report.report(at: tool) { "a tool is \(tool.kindName), where an object is wanted" }
        }
        guard let function = tool.member("function") else {
          // Other kinds of tools, and the flat form of some libraries.
          if tool.member("name") != nil {
            check(tool, report)
          } else if tool.member("type")?.textIs("function") ?? true {
            report.report(at: tool) { "the tool has no \"function\"" }
          }
          return
        }
        check(function, report)
      }
    }
    example[.functions]?.forEachElement { check($0, report) }
  }

  /// Gemini's form: a list of functions in each tool. Tools of other kinds have a key of their own instead.
  private static func checkDeclarations(_ tool: BorrowedJSON, _ report: Reporter) {
    guard tool.isObject else {
      return report.report(at: tool) { "a tool is \(tool.kindName), where an object is wanted" }
    }
    guard let functions = tool.member("functionDeclarations") ?? tool.member("function_declarations") else {
      if tool.isEmptyContainer || ["function", "name", "type"].contains(where: { tool.member($0) != nil }) {
        report.report(at: tool) { "the tool has no \"functionDeclarations\"" }
      }
      return
    }
    guard functions.isArray else {
      return report.report(at: functions) {
        "the declarations are \(functions.kindName), where a list of functions is wanted"
      }
    }
    functions.forEachElement { check($0, report, inAnyCase: true) }
  }

  /// - Parameter inAnyCase: Whether names of types may stand in capitals, as Gemini's documents write them.
  private static func check(_ function: BorrowedJSON, _ report: Reporter, inAnyCase: Bool = false) {
    guard function.isObject else {
      return report.report(at: function) { "the function is \(function.kindName), where an object is wanted" }
    }
    if !(function.member("name")?.isString ?? false) { report.report(at: function) { "the function has no \"name\"" } }
    report.reportByTarget { profile in
      guard profile.toolsNeedDescription else { return nil }
      for key: StaticString in ["description", "parameters"] where function.member(key) == nil {
        return (function, "the function has no \"\(key)\"")
      }
      return nil
    }
    guard let parameters = function.member("parameters") else { return }
    guard parameters.isObject else {
      if !parameters.isNull {
        report.report(at: parameters) { "the parameters are \(parameters.kindName), where a schema is wanted" }
      }
      return
    }
    check(schema: parameters, depth: 0, inAnyCase: inAnyCase, report)
  }

  private static func check(schema: BorrowedJSON, depth: Int, inAnyCase: Bool, _ report: Reporter) {
    guard schema.isObject, depth < 32 else { return }
    if let type = schema.member("type") {
      if type.isString {
        check(type: type, inAnyCase: inAnyCase, report)
      } else if type.isArray {
        type.forEachElement { check(type: $0, inAnyCase: inAnyCase, report) }
      } else {
        report.report(at: type) { "the type is \(type.kindName), where a name of a type is wanted" }
      }
    }
    if let properties = schema.member("properties") {
      if !properties.isObject {
        report.report(at: properties) { "\"properties\" is \(properties.kindName), where an object is wanted" }
      }
      properties.forEachMember { _, property in
        if property.isObject || property.isBool {
          return check(schema: property, depth: depth + 1, inAnyCase: inAnyCase, report)
        }
        report.report(at: property) { "a property is \(property.kindName), where a schema is wanted" }
      }
    }
    if let required = schema.member("required") {
      if !required.isArray {
        report.report(at: required) { "\"required\" is \(required.kindName), where a list of names is wanted" }
      }
      required.forEachElement { name in
        if !name.isString {
          report.report(at: name) { "a required name is \(name.kindName)" }
        } else if schema.raw.count <= 1 << 16, let properties = schema.member("properties"), properties.isObject,
          !hasMember(properties, name)
        {
          report.report(at: name) { "\"\(name.shown)\" is required, but no property" }
        }
      }
    }
    if let items = schema.member("items") { check(schema: items, depth: depth + 1, inAnyCase: inAnyCase, report) }
    if let choices = schema.member("enum"), !choices.isArray {
      report.report(at: choices) { "\"enum\" is \(choices.kindName), where a list is wanted" }
    }
  }

  private static func check(type: BorrowedJSON, inAnyCase: Bool, _ report: Reporter) {
    let isKnown =
      inAnyCase ? isInCapitals(type) || types.contains(where: type.textIs) : types.contains(where: type.textIs)
    if !isKnown { report.report(at: type) { "JSON Schema has no type \"\(type.shown)\"" } }
  }

  private static func isInCapitals(_ type: BorrowedJSON) -> Bool {
    let capitals: [StaticString] = ["OBJECT", "ARRAY", "STRING", "NUMBER", "INTEGER", "BOOLEAN", "NULL"]
    return capitals.contains(where: type.textIs)
  }

  private static func hasMember(_ object: BorrowedJSON, _ name: BorrowedJSON) -> Bool {
    var found = false
    object.forEachMember { key, _ in if Bytes.equal(key.text, name.text) { found = true } }
    return found
  }
}
