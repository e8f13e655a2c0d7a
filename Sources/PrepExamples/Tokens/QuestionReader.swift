import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Reads questions with their contexts and answers: `answers` as columns, `{"text": [], "answer_start": []}`, or as a
/// list of objects.
struct QuestionReader {
  /// A value of the record and its key.
  typealias Value = (name: String, view: JSONView)

  /// Where a value stands, by its pointer.
  let locate: (JSONView, String) -> SourceLocation
  var question: Value
  var context: Value
  var answers: Value?
  var isImpossible: Value?

  func read() throws(Diagnostic) -> Question {
    var result = Question(
      question: try string(question.view, RecordFields.pointer(question.name)),
      context: try string(context.view, RecordFields.pointer(context.name)), answers: [])
    if let isImpossible, !isImpossible.view.isNull {
      guard let verdict = Verdict(isImpossible.view) else {
        throw wrong(isImpossible.view, RecordFields.pointer(isImpossible.name), "true or false")
      }
      result.isImpossible = verdict.isLiked
    }
    guard let answers, !answers.view.isNull else { return result }
    let pointer = RecordFields.pointer(answers.name)
    switch answers.view.kind {
    case .object:
      let texts = try list(answers.view["text"] ?? answers.view["texts"], answers.view, pointer, "text")
      let starts = try list(answers.view["answer_start"], answers.view, pointer, "answer_start")
      guard texts.count == starts.count else {
        throw Diagnostic(
          "answer-count", "\(Counted(texts.count, "answer")) and \(Counted(starts.count, "place"))",
          at: locate(answers.view, pointer))
      }
      for (text, start) in zip(texts, starts) { result.answers.append(try answer(text, start, pointer)) }
    case .array:
      for (index, view) in answers.view.elements.enumerated() {
        guard let text = view["text"], let start = view["answer_start"] else {
          throw wrong(view, "\(pointer)/\(index)", "an answer with text and answer_start")
        }
        result.answers.append(try answer(text, start, "\(pointer)/\(index)"))
      }
    default: throw wrong(answers.view, pointer, "answers: an object of lists, or a list of objects")
    }
    return result
  }

  private func answer(_ text: JSONView, _ start: JSONView, _ pointer: String) throws(Diagnostic) -> Question.Answer {
    guard let place = TaggedTextReader.whole(start) else {
      throw wrong(start, pointer, "a whole number for the place of an answer")
    }
    return Question.Answer(text: try string(text, pointer), start: place)
  }

  private func list(_ view: JSONView?, _ parent: JSONView, _ pointer: String, _ name: String) throws(Diagnostic)
    -> [JSONView]
  {
    guard let view else {
      throw Diagnostic(
        "missing-field", "missing field \"\(name)\"", at: locate(parent, pointer))
    }
    guard view.kind == .array else { throw wrong(view, "\(pointer)/\(name)", "a list") }
    return Array(view.elements)
  }

  private func string(_ view: JSONView, _ pointer: String) throws(Diagnostic) -> [UInt8] {
    guard view.kind == .string else { throw wrong(view, pointer, "a string") }
    do throws(JSONError) { return try view.unescaped() } catch {
      throw Diagnostic(error.code, error.message, at: locate(view, pointer))
    }
  }

  private func wrong(_ view: JSONView, _ pointer: String, _ wanted: String) -> Diagnostic {
    Diagnostic("wrong-type", "this is not \(wanted)", at: locate(view, pointer))
  }
}
