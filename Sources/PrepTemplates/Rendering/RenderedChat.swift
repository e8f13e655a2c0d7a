package import PrepBytes

/// A conversation as text, cut into pieces.
public struct RenderedChat: Sendable, Equatable {
  /// The text.
  public var bytes: [UInt8] = []
  /// The pieces in order; together they are the text.
  public var pieces: [Piece] = []

  public init() {}

  init(_ buffer: borrowing ChatBuffer) {
    bytes = Array(buffer.bytes.all)
    pieces = Array(buffer.pieces.all)
  }

  /// A stretch of the text.
  public struct Piece: Sendable, Equatable, BitwiseCopyable {
    /// Where it ends in the text.
    public var end: Int
    /// The message it belongs to, counted from 0; -1 for what belongs to none.
    public var message: Int32
    public var part: Part
    /// Whether it comes from the data rather than from the template.
    public var isData: Bool
    /// Whether the template marks it as what an assistant says.
    public var isGenerated: Bool
    /// The control token it is; nil for text.
    public var control: UInt32?
  }

  /// The parts of a turn.
  public enum Part: UInt8, Sendable, Hashable, CaseIterable, BitwiseCopyable {
    /// What belongs to no message, such as a default system text.
    case preamble
    /// What stands before the content and is given when the model answers.
    case header
    /// What is said.
    case content
    /// What ends the turn.
    case end
    /// What follows the end of the turn, such as a line feed.
    case after
    /// The header of an answer that is still to come.
    case prompt
    /// What an assistant thinks before it answers, with the words around it.
    case reasoning
    /// A tool that an assistant calls, with the words around it.
    case toolCall
    /// The start of the next turn, which ends an answer that has no end of its own.
    case nextStart
  }
}

/// A conversation as text, cut into pieces, in memory that is used again for the next one.
package struct ChatBuffer: ~Copyable {
  /// The text.
  package var bytes = PlainList<UInt8>()
  /// The pieces in order; together they are the text.
  package var pieces = PlainList<RenderedChat.Piece>()
  /// Renderings with the same number, of one renderer, have the same pieces with other contents, none of which is
  /// empty; ``noPlan`` says nothing.
  package var plan = noPlan

  package static let noPlan: Int32 = -1

  package init() {}

  mutating func removeAll() {
    bytes.removeAll()
    pieces.removeAll()
    plan = Self.noPlan
  }

  /// Whether the data of a message hold a text, but for the blanks around it.
  package func holds(_ text: [UInt8], of message: Int32) -> Bool {
    var data: [UInt8] = []
    var start = 0
    for piece in pieces.all {
      if piece.message == message, piece.isData { data += bytes.all[start..<piece.end] }
      start = piece.end
    }
    let lower = TextSpaces.trimmedStart(text[...])
    let words = Array(text[lower..<max(lower, TextSpaces.trimmedEnd(text[...]))])
    return words.isEmpty || ByteSearch.first(words, in: data[...]) != nil
  }

  /// Shows a message as another rendering does: its header, what it thinks, says and calls. What ends the turn stays.
  package mutating func show(_ message: Int32, as other: borrowing ChatBuffer) {
    func isShown(_ piece: RenderedChat.Piece) -> Bool {
      guard piece.message == message else { return false }
      return switch piece.part {
      case .header, .reasoning, .content, .toolCall: true
      case .preamble, .prompt, .end, .after, .nextStart: false
      }
    }
    var result = ChatBuffer()
    var isDone = false
    var start = 0
    for piece in pieces.all {
      let range = start..<piece.end
      start = piece.end
      guard isShown(piece) else {
        result.append(piece, bytes.all[range])
        continue
      }
      if isDone { continue }
      isDone = true
      var begin = 0
      for piece in other.pieces.all {
        let range = begin..<piece.end
        begin = piece.end
        if isShown(piece) { result.append(piece, other.bytes.all[range]) }
      }
    }
    swap(&self, &result)
  }

  private mutating func append(_ piece: RenderedChat.Piece, _ text: Slice<UnsafeBufferPointer<UInt8>>) {
    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text))
    var piece = piece
    piece.end = bytes.count
    pieces.append(piece)
  }

  /// Moves the ends of some pieces.
  mutating func movePieces(from start: Int, to end: Int, by shift: Int) {
    pieces.withAll { all in
      for index in start..<end { all[index].end += shift }
    }
  }
}
