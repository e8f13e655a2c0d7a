import PrepDiagnostics

/// S07: a field that is needed is empty.
enum EmptyValueRule: RecordRule {
  static let about = RuleDescription(
    "S07", "empty-value", .error, "a field that is needed is empty",
    reason: "An empty answer teaches the model to say nothing, and has crashed trainers.",
    remedy: "prep fix --apply empty-completions drops such records.",
    example: RuleExample(#"{"prompt":"2+3 ->","completion":""}"#, at: "1:33 /completion", good: #"{"prompt":"","completion":" 5"}"#))

  static func check(_ example: ExampleView, _ report: Reporter) {
    for value in RequiredTexts(example) where value.isString && value.text.isEmpty {
      report.report(at: value) { "the text is empty" }
    }
  }
}

/// The texts of an example in which something has to stand.
struct RequiredTexts: Sequence {
  private var values: [Value] = []

  init(_ example: ExampleView) {
    if let answer = example.answerText { values.append(answer) }
    switch example.shape {
    case .instruction, .classification, .promptOnly: if let prompt = example.promptText { values.append(prompt) }
    case .preference: if let rejected = example[.rejected] { values.append(rejected) }
    default: break
    }
    for turn in example.turns {
      if let content = turn.content, !turn.hasCalls, turn.role != .tool, turn.role != .function { values.append(content) }
    }
  }

  func makeIterator() -> IndexingIterator<[Value]> { values.makeIterator() }
}
