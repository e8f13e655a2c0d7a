import PrepExamples

/// What a conversation begins with so that a template takes it: some refuse one without a text of the system, or without
/// tools.
struct TemplateOpening {
  /// The messages before the first question.
  let messages: [Message]
  /// The tools, a JSON list; nil for none.
  let tools: [UInt8]?

  /// Those that are tried, the plainest first.
  static let all: [TemplateOpening] = {
    let system = [Message(role: "system", "prep instructs")]
    let tools =
      Array(
        #"[{"type":"function","function":{"name":"prep_tool","description":"prep does","parameters":"#.utf8)
      + Array(#"{"type":"object","properties":{"a":{"type":"string","description":"b"}},"required":["a"]}}}]"#.utf8)
    return [
      TemplateOpening(messages: [], tools: nil), TemplateOpening(messages: system, tools: nil),
      TemplateOpening(messages: [], tools: tools), TemplateOpening(messages: system, tools: tools),
    ]
  }()
}
