import PrepDiagnostics
import PrepRecords

/// T02: a tool call lacks a part, or its arguments are not what they should be.
enum ToolCallRule: RecordRule {
  static let about = RuleDescription(
    "T02", "tool-call", .error, "a tool call lacks a part, or its arguments are not written as they should be",
    reason:
      "Arguments are JSON inside a string for OpenAI's format and an object for others; templates stumble over the wrong one.",
    remedy:
      "prep fix --apply tool-arguments mends arguments that are nearly JSON. As a target wants them: prep convert --tool-arguments FORM, or prep fix --tool-arguments FORM.",
    with: ["FORM": "string"],
    on: ["prep convert --tool-arguments FORM": objectArguments, "prep fix --tool-arguments FORM": objectArguments],
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"add","arguments":"{a:1}"}}]}]}"#,
      at: "1:144 /messages/1/tool_calls/0/function/arguments",
      good:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"add","arguments":"{\"a\":1}"}}]}]}"#
    ))

  /// A sound call for those that take objects.
  private static let objectArguments = RuleExample(
    #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"add","arguments":{"a":1}}}]}]}"#,
    at: "", good: "", targets: ["openai-chat"])

  static let speaksOf: RecordTraits = .richTurns

  static func check(_ example: ExampleView, _ report: Reporter) {
    for turn in example.richTurns {
      if let calls = turn.toolCalls, !calls.isNull {
        guard calls.isArray else {
          report.report(at: calls) { "\"tool_calls\" is \(calls.kindName), where a list is wanted" }
          continue
        }
        if calls.isEmptyContainer {
          report.reportByTarget {
            $0.checksCallForm ? (calls, "\"tool_calls\" is empty; a message without calls has none") : nil
          }
        }
        calls.forEachElement { check(call: $0, report) }
      }
      if let call = turn.functionCall, !call.isNull { check(function: call, report) }
    }
  }

  private static func check(call: BorrowedJSON, _ report: Reporter) {
    guard call.isObject else {
      return report.report(at: call) { "a tool call is \(call.kindName), where an object is wanted" }
    }
    if !(call.member("id")?.isString ?? false) {
      report.reportByTarget { profile in profile.toolArguments == .string ? (call, "the tool call has no \"id\"") : nil
      }
    }
    report.reportByTarget { profile in
      guard profile.checksCallForm else { return nil }
      guard let type = call.member("type") else { return (call, "the tool call has no \"type\"") }
      return type.textIs("function") || type.textIs("custom")
        ? nil : (type, "the type of the tool call is not \"function\"")
    }
    // Some formats leave out the layer `function`.
    let function = call.member("function") ?? (call.member("name") != nil ? call : nil)
    guard let function else { return report.report(at: call) { "the tool call has no \"function\"" } }
    check(function: function, report)
  }

  private static func check(function: BorrowedJSON, _ report: Reporter) {
    guard function.isObject else {
      return report.report(at: function) { "the call's function is \(function.kindName), where an object is wanted" }
    }
    if !(function.member("name")?.isString ?? false) {
      report.report(at: function) { "the tool call names no function" }
    }
    guard let arguments = function.member("arguments") ?? function.member("parameters") else {
      return report.report(at: function) { "the tool call has no \"arguments\"" }
    }
    if arguments.isString {
      let text = Bytes.unescapedBytes(arguments.text)
      if !text.isEmpty, (try? JSONDocument(text)) == nil {
        report.report(at: arguments) { "the arguments are no JSON" }
      }
    } else if !arguments.isObject {
      report.report(at: arguments) {
        "the arguments are \(arguments.kindName), where a string of JSON or an object is wanted"
      }
    }
    report.reportByTarget { profile in
      switch profile.toolArguments {
      case .string where arguments.isObject:
        (arguments, "the arguments are an object, where a string of JSON is wanted")
      case .object where arguments.isString: (arguments, "the arguments are a string, where an object is wanted")
      default: nil
      }
    }
  }
}
