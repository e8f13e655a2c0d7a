/// Finds comments in text that comes byte by byte: `//` and `#` up to the end of the line, and `/* */`.
struct CommentSkipper {
  /// What a byte is.
  enum Sight {
    /// None of a comment.
    case outside
    /// The one behind a `/` that was none of a comment after all.
    case slashBefore
    /// The one with which a comment begins.
    case opened
    /// Of a comment, or a `/` that may begin one.
    case inside
  }

  private enum State { case text, slash, line, block, star }

  private var state = State.text

  /// Takes the next byte outside of strings.
  mutating func take(_ byte: UInt8) -> Sight {
    switch (state, byte) {
    case (.text, UInt8(ascii: "#")):
      state = .line
      return .opened
    case (.text, UInt8(ascii: "/")): state = .slash
    case (.text, _): return .outside
    case (.slash, UInt8(ascii: "/")), (.slash, UInt8(ascii: "*")):
      state = byte == UInt8(ascii: "*") ? .block : .line
      return .opened
    case (.slash, _):
      state = .text
      return .slashBefore
    case (.line, 0x0A):
      state = .text
      return .outside
    case (.line, _): break
    case (.block, _): if byte == UInt8(ascii: "*") { state = .star }
    case (.star, _): state = byte == UInt8(ascii: "/") ? .text : byte == UInt8(ascii: "*") ? .star : .block
    }
    return .inside
  }
}
