/// Where a stretch of text comes from. It goes with the text through everything that a template computes.
struct TextOrigin: Sendable, Equatable {
  /// What kind of source it is.
  enum Kind: UInt8, Sendable {
    /// The template's own words, and what it was configured with: may hold control tokens.
    case template
    /// The content of a message: never a control token.
    case content
    /// Anything else in the data, such as names, tool calls or tools: never a control token.
    case member
  }

  /// How much of a content the text is, where it can be repeated for another content.
  struct Shape: Sendable, Equatable {
    /// What has gone from an end, as Python's `strip` takes it: nothing, line feeds, all white space.
    enum Trim: UInt8, Sendable { case nothing, lineFeeds, spaces }

    /// Whether the text is the content but for its ends.
    private(set) var isKnown = false
    private(set) var start = Trim.nothing
    private(set) var end = Trim.nothing

    /// Anything else.
    static let other = Shape()
    /// The content as it is.
    static let whole = Shape(isKnown: true)
    /// The content without the white space around it.
    static let trimmed = Shape(isKnown: true, start: .spaces, end: .spaces)

    /// What it is when more goes from its ends. Line feeds are white space, so that the order does not matter.
    func trimming(start more: Trim, end: Trim) -> Shape {
      guard isKnown else { return self }
      return Shape(
        isKnown: true, start: more.rawValue > start.rawValue ? more : start,
        end: end.rawValue > self.end.rawValue ? end : self.end)
    }
  }

  /// Which member of a message the text is of, or was printed for.
  enum Field: UInt8, Sendable { case none, role, content, reasoning, toolCall, other }

  var kind: Kind
  var shape = Shape.other
  var field: Field = .none
  /// The message it comes from; for words of the template the one they were printed for; -1 for none.
  var message: Int32 = -1
  /// The message that data were printed for first, which need not be the one they come from; -1 for none.
  var place: Int32 = -1

  static let template = TextOrigin(kind: .template)

  /// The same origin, of a text that is not the whole of anything.
  var ofPart: TextOrigin { TextOrigin(kind: kind, field: field, message: message, place: place) }

  /// The origin of what is printed for a message now, unless it was printed for one before.
  func printed(for message: Int32, _ field: Field) -> TextOrigin {
    var result = self
    if kind != .template {
      if place < 0 { result.place = message }
    } else if self.message < 0 {
      (result.message, result.field) = (message, field)
    }
    return result
  }
}
