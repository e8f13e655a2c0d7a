/// One question of an evaluation, with its answer, by their words.
package struct EvaluationItem: Sendable {
  /// What it is called: its id, else file and line.
  package var name: String
  /// The set that it is of.
  package var set: String
  /// The words of the question by their hashes.
  package var question: [UInt64]
  /// The question with one sign in the place of every word that has a digit.
  package var skeleton: [UInt64]
  /// The answers that count, each by its words; none where there is none.
  package var answers: [[UInt64]]
  /// How many words the choices have together.
  package var choiceWords: Int
  /// The words with digits in the question, in order.
  package var numbers: [UInt64]

  /// An item of some texts.
  ///
  /// - Parameter choices: What an answer is chosen among, which may stand between question and answer.
  package init(name: String, set: String, question: [UInt8], answers: [[UInt8]] = [], choices: [[UInt8]] = []) {
    self.name = name
    self.set = set
    let asked = Self.words(question)
    self.question = asked.map(\.hash)
    skeleton = asked.map { $0.hasDigit ? EvaluationIndex.number : $0.hash }
    numbers = asked.filter(\.hasDigit).map(\.hash)
    self.answers = answers.map { Self.words($0).map(\.hash) }.filter { !$0.isEmpty }
    choiceWords = choices.reduce(0) { $0 + Self.words($1).count + 1 }
  }

  private static func words(_ text: [UInt8]) -> [TextWord] {
    var record = RecordText()
    record.append(text, pointer: "")
    return record.words
  }

  /// How many words a run of it has: five, in a short question half of it, three at least.
  package var runLength: Int { question.count >= 10 ? 5 : min(max(3, question.count / 2), question.count) }

  /// Questions of fewer words count only where their answer follows.
  package static let leastWords = 8
}
