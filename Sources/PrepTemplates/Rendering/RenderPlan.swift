internal import PrepBytes
import PrepExamples

/// A rendering of one conversation that serves every other one with the same roles: the template's words, and where the
/// contents stand between them. The questions say for which contents it holds.
final class RenderPlan {
  /// A content between the words of the template.
  private struct Insertion: BitwiseCopyable {
    /// The message whose content it is.
    var message: Int
    var shape: TextOrigin.Shape
    /// Where in the words of the template it stands.
    var place: Int
    /// The piece it is.
    var piece: Int
  }

  /// The number of the plan, by which it is known to those who use the rendering.
  let number: Int32
  private let words: PlainList<UInt8>
  private let insertions: PlainList<Insertion>
  /// All pieces, with their ends as they are where the contents are empty.
  private let pieces: PlainList<RenderedChat.Piece>
  private let questions: [TemplateTrace.Question]

  /// The plan of a rendering; nil when contents stand in it in another way than whole or trimmed.
  init?(number: Int, _ units: [ChatSegmenter.Unit], _ bytes: [UInt8], _ trace: TemplateTrace) {
    guard trace.isRepeatable else { return nil }
    var words = PlainList<UInt8>()
    var insertions = PlainList<Insertion>()
    var pieces = PlainList<RenderedChat.Piece>()
    for unit in units {
      switch unit.origin.kind {
      case .content:
        guard unit.origin.shape.isKnown else { return nil }
        insertions.append(
          Insertion(
            message: Int(unit.origin.message), shape: unit.origin.shape, place: words.count, piece: pieces.count))
      case .template: bytes[unit.range].withUnsafeBufferPointer { words.append(contentsOf: $0) }
      case .member: return nil
      }
      pieces.append(unit.piece(end: words.count))
    }
    self.number = Int32(number)
    self.words = words
    self.insertions = insertions
    self.pieces = pieces
    questions = trace.questions
  }

  /// Whether the plan is one for a conversation of its roles.
  func holds(for conversation: borrowing PlainConversation) -> Bool {
    for question in questions {
      if !question.holds(for: conversation.content(Int(question.message))) { return false }
    }
    return true
  }

  /// The rendering of a conversation for which it holds.
  func render(_ conversation: borrowing PlainConversation, into result: inout ChatBuffer) {
    result.removeAll()
    result.plan = number
    result.pieces.append(contentsOf: pieces.all)
    let words = words.all
    var place = 0
    var shift = 0
    var piece = 0
    for insertion in insertions.all {
      result.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: words[place..<insertion.place]))
      place = insertion.place
      result.movePieces(from: piece, to: insertion.piece, by: shift)
      piece = insertion.piece
      let content = conversation.content(insertion.message)
      let said = insertion.shape == .whole ? content : UnsafeBufferPointer(rebasing: insertion.shape.apply(content))
      result.bytes.append(contentsOf: said)
      let length = said.count
      if length == 0 { result.plan = ChatBuffer.noPlan }
      shift += length
    }
    result.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: words[place...]))
    result.movePieces(from: piece, to: pieces.count, by: shift)
  }
}
