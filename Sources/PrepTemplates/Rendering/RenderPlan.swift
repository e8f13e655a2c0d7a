/// A rendering of one conversation that serves every other one with the same roles: the template's words, and where the
/// contents stand between them. The questions say for which contents it holds.
struct RenderPlan {
  /// A piece: words of the template, or a content.
  struct Step {
    var piece: RenderedChat.Piece
    /// The message whose content it is; -1 for words of the template.
    var content: Int32
    var shape: TextOrigin.Shape
    /// The place of the words.
    var words: Range<Int>
  }

  private var steps: [Step] = []
  private var words: [UInt8] = []
  private let questions: [TemplateTrace.Question]

  /// The plan of a rendering; nil when contents stand in it in another way than whole or trimmed.
  init?(_ units: [ChatSegmenter.Unit], _ bytes: [UInt8], _ trace: TemplateTrace) {
    guard trace.isRepeatable else { return nil }
    questions = trace.questions
    for unit in units {
      let piece = RenderedChat.Piece(
        end: 0, message: unit.message, part: unit.part, isData: unit.isData, isGenerated: unit.isGeneration,
        control: unit.control)
      switch unit.origin.kind {
      case .content:
        guard unit.origin.shape != .other else { return nil }
        steps.append(Step(piece: piece, content: unit.origin.message, shape: unit.origin.shape, words: 0..<0))
      case .template:
        let start = words.count
        words.append(contentsOf: bytes[unit.range])
        steps.append(Step(piece: piece, content: -1, shape: .other, words: start..<words.count))
      case .member: return nil
      }
    }
  }

  /// Whether the plan is one for these contents.
  func holds(for contents: [[UInt8]]) -> Bool {
    for question in questions where !question.holds(for: contents[Int(question.message)]) { return false }
    return true
  }

  /// The rendering of these contents.
  func render(_ contents: [[UInt8]], into result: inout RenderedChat) {
    result.bytes.removeAll(keepingCapacity: true)
    result.pieces.removeAll(keepingCapacity: true)
    for step in steps {
      if step.content < 0 {
        result.bytes.append(contentsOf: words[step.words])
      } else if step.shape == .whole {
        result.bytes.append(contentsOf: contents[Int(step.content)])
      } else {
        result.bytes.append(contentsOf: step.shape.apply(contents[Int(step.content)][...]))
      }
      var piece = step.piece
      piece.end = result.bytes.count
      result.pieces.append(piece)
    }
  }
}
