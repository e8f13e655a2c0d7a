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

  /// Moves the ends of some pieces.
  mutating func movePieces(from start: Int, to end: Int, by shift: Int) {
    pieces.withAll { all in
      for index in start..<end { all[index].end += shift }
    }
  }
}
