/// The texts of an example that are learned: answers, and texts without a prompt.
struct LearnedTexts: Sequence {
  private var values: [Value] = []

  init(_ example: ExampleView) {
    if let answer = example.answerText, example.shape != .classification { values.append(answer) }
    for turn in example.turns where turn.role == .assistant {
      if let content = turn.content, content.isString { values.append(content) }
    }
  }

  func makeIterator() -> IndexingIterator<[Value]> { values.makeIterator() }
}
