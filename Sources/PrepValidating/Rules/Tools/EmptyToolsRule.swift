import PrepDiagnostics
import PrepRecords
import PrepShapes

/// T08: an empty list of tools.
enum EmptyToolsRule: RecordRule {
  static let about = RuleDescription(
    "T08", "empty-tools", .warning, "the list of tools is empty",
    reason: "Some templates write their words about tools for an empty list too.",
    remedy: "prep fix --apply empty-tools leaves the key out.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"tools":[]}"#, at: "1:88 /tools",
      good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#))

  static let speaksOf: RecordTraits = .tools

  static func check(_ example: ExampleView, _ report: Reporter) {
    for key in [RecordField.tools, .functions, .availableTools] {
      if let tools = example[key], tools.isArray, tools.isEmptyContainer {
        report.report(at: tools) { "\"\(key.name)\" is empty" }
      }
    }
  }
}
