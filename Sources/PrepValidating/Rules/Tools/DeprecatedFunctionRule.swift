import PrepDiagnostics
import PrepRecords
import PrepShapes

/// T07: functions and function_call, which tools have replaced.
enum DeprecatedFunctionRule: RecordRule {
  static let about = RuleDescription(
    "T07", "deprecated-functions", .warning, "functions, function_call and the role function are deprecated",
    reason: "Newer models and most other consumers know tools and tool_calls alone.",
    remedy: "prep fix --apply deprecated-functions.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","function_call":{"name":"add","arguments":"{}"}}]}"#,
      at: "1:80 /messages/1/function_call",
      good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#))

  static let speaksOf: RecordTraits = [.richTurns, .tools]

  static func check(_ example: ExampleView, _ report: Reporter) {
    if let functions = example[.functions], example.shape == .chat {
      report.report(at: functions) { "\"functions\" is deprecated; \"tools\" has replaced it" }
    }
    for turn in example.richTurns {
      if let call = turn.functionCall, !call.isNull {
        report.report(at: call) { "\"function_call\" is deprecated; \"tool_calls\" has replaced it" }
      } else if turn.role == .function, let role = turn.roleValue {
        report.report(at: role) { "the role \"function\" is deprecated; \"tool\" has replaced it" }
      }
    }
  }
}
