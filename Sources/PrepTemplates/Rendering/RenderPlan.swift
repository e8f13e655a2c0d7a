import PrepExamples

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
  /// How often a content stands in the rendering, that of the message that stands there most often.
  private var mostUses = 0

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
        mostUses = max(mostUses, steps.count { $0.content == unit.origin.message })
      case .template:
        let start = words.count
        words.append(contentsOf: bytes[unit.range])
        steps.append(Step(piece: piece, content: -1, shape: .other, words: start..<words.count))
      case .member: return nil
      }
    }
  }

  /// Whether the plan is one for these messages, which are texts.
  func holds(for messages: [Message]) -> Bool {
    for question in questions {
      guard case .text(let content) = messages[Int(question.message)].content, question.holds(for: content) else { return false }
    }
    return true
  }

  /// The rendering of these messages, which are texts.
  func render(_ messages: [Message], into result: inout RenderedChat) {
    var size = words.count
    for message in messages { if case .text(let content) = message.content { size += content.count * mostUses } }
    result.bytes.removeAll(keepingCapacity: true)
    result.pieces.removeAll(keepingCapacity: true)
    result.pieces.reserveCapacity(steps.count)
    var pieces = result.pieces
    result.pieces = []
    result.bytes.append(addingCapacity: size) { span in
      span.withUnsafeMutableBufferPointer { room, count in
        words.withUnsafeBufferPointer { words in
          for step in steps {
            if step.content < 0 {
              Self.copy(UnsafeBufferPointer(rebasing: words[step.words]), to: room, &count)
            } else if case .text(let content) = messages[Int(step.content)].content {
              if step.shape == .whole {
                content.withUnsafeBufferPointer { Self.copy($0, to: room, &count) }
              } else {
                step.shape.apply(content[...]).withUnsafeBufferPointer { Self.copy($0, to: room, &count) }
              }
            }
            var piece = step.piece
            piece.end = count
            pieces.append(piece)
          }
        }
      }
    }
    result.pieces = pieces
  }

  @inline(__always)
  private static func copy(_ bytes: UnsafeBufferPointer<UInt8>, to room: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int) {
    guard let source = bytes.baseAddress, let target = room.baseAddress else { return }
    precondition(bytes.count <= room.count - count)
    (target + count).update(from: source, count: bytes.count)
    count += bytes.count
  }
}
