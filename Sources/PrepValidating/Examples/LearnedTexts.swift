import PrepRecords
import PrepShapes

/// The texts of an example that are learned: answers, and texts without a prompt.
struct LearnedTexts: Sequence, IteratorProtocol {
  private let example: ExampleView
  private var step = -1

  init(_ example: ExampleView) { self.example = example }

  mutating func next() -> BorrowedJSON? {
    while true {
      step += 1
      if step == 0 {
        if example.shape != .classification, let answer = example.answerText { return answer }
        continue
      }
      guard step - 1 < example.turns.count else { return nil }
      let turn = example.turns[step - 1]
      if turn.role == .assistant, let content = turn.content, content.isString { return content }
    }
  }
}
