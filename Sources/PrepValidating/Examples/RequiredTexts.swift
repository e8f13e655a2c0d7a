import PrepRecords
import PrepShapes

/// The texts of an example in which something has to stand: answers, what they answer where it is one field, and the
/// contents of messages. An empty text of the system is as good as none.
struct RequiredTexts: Sequence, IteratorProtocol {
  private let example: ExampleView
  private var step = 0

  init(_ example: ExampleView) { self.example = example }

  mutating func next() -> BorrowedJSON? {
    while true {
      step += 1
      switch step {
      case 1: if let answer = example.answerText { return answer }
      case 2: if let other { return other }
      default:
        guard step - 3 < example.turns.count else { return nil }
        let turn = example.turns[step - 3]
        if let content = turn.content, !turn.hasCalls, !turn.role.isResult, !turn.role.isInstruction {
          return content
        }
      }
    }
  }

  private var other: BorrowedJSON? {
    switch example.shape {
    case .alpaca, .rankedAlpaca, .instances, .classification, .promptOnly: example.promptText
    case .preference: example[.rejected]
    default: nil
    }
  }
}
