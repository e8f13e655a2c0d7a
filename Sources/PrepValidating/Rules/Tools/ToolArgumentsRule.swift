import PrepDiagnostics
import PrepRecords
import PrepShapes

/// T06: a call does not fit the declaration of its tool.
enum ToolArgumentsRule: RecordRule {
  static let about = RuleDescription(
    "T06", "tool-arguments", .warning,
    "a call names a tool that is not declared, or its arguments do not fit the declaration",
    reason: "The model learns to call what it was not offered, or with arguments that will be refused.",
    remedy: "Declare the tool, or correct the call.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"add","arguments":"{\"b\":1}"}}]}],"tools":[{"type":"function","function":{"name":"add","parameters":{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}}}]}"#,
      at: "1:144 /messages/1/tool_calls/0/function/arguments",
      good:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"add","arguments":"{\"a\":1}"}}]}],"tools":[{"type":"function","function":{"name":"add","parameters":{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}}}]}"#
    ))

  static let speaksOf: RecordTraits = .tools

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard let tools = example[.tools] ?? example[.functions], tools.isArray, !tools.isEmptyContainer else { return }
    guard example.richTurns.contains(where: { $0.hasCalls }) else { return }
    var declared: [ContentHash: BorrowedJSON] = [:]
    tools.forEachElement { tool in
      let function = tool.member("function") ?? tool
      if let name = function.member("name"), name.isString {
        declared[ContentHash(name.text)] = declared[ContentHash(name.text)] ?? function
      }
    }
    for turn in example.turns {
      turn.toolCalls?.forEachElement { if let function = $0.member("function") { check(function, declared, report) } }
      if let call = turn.functionCall, call.isObject { check(call, declared, report) }
    }
  }

  /// What is larger than this is not held against its schema, so that time stays in proportion to the data.
  private static let largest = 1 << 16

  private static func check(_ call: BorrowedJSON, _ declared: [ContentHash: BorrowedJSON], _ report: Reporter) {
    guard let name = call.member("name"), name.isString else { return }
    guard let declaration = declared[ContentHash(name.text)] else {
      return report.report(at: name) { "the tool \"\(name.shown)\" is not declared" }
    }
    guard let schema = declaration.member("parameters"), schema.isObject, let arguments = call.member("arguments"),
      arguments.raw.count <= largest, schema.raw.count <= largest
    else { return }
    guard arguments.isString else {
      if let fault = SchemaCheck.fault(arguments, schema) { report.report(at: arguments) { fault } }
      return
    }
    guard let document = try? JSONDocument(Bytes.unescapedBytes(arguments.text)) else { return }
    if let fault = SchemaCheck.fault(document.root, schema) { report.report(at: arguments) { fault } }
  }
}
