public import PrepBytePairEncoding

/// A token and the part of the text it stands for.
public struct PlacedToken: Sendable, Hashable {
  public let token: Token
  /// The bytes of the text, as UTF-8.
  public let bytes: Range<Int>
  /// The characters (Unicode scalars) of the text that these bytes belong to. Tokens that share a character both have it.
  public let scalars: Range<Int>
}

extension Tokenizer {
  /// The tokens of a text with their places, special tokens being text.
  ///
  /// Where the tokenizer normalizes texts, a place is that of the stretch of the original a token came from.
  public func encodeWithOffsets(_ text: String) -> [PlacedToken] {
    var text = text
    return text.withUTF8 { buffer in
      var tokens: [Token] = []
      var ends: [Int] = []
      let core = storage.borrowCore()
      defer { storage.giveBack(core) }
      core.encode(buffer, allowsSpecialTokens: false, into: &tokens, ends: &ends)
      return Self.placed(tokens, ends, in: buffer)
    }
  }

  private static func placed(_ tokens: [Token], _ ends: [Int], in text: UnsafeBufferPointer<UInt8>) -> [PlacedToken] {
    var placed: [PlacedToken] = []
    placed.reserveCapacity(tokens.count)
    // Scalars that begin before a position; positions only grow.
    var counted = 0
    var position = 0
    func scalars(before end: Int) -> Int {
      while position < end {
        if text[position] & 0xC0 != 0x80 { counted += 1 }
        position += 1
      }
      return counted
    }
    var start = 0
    for (token, end) in zip(tokens, ends) {
      let end = max(start, end)
      let begun = scalars(before: start)
      let isInside = start < text.count && text[start] & 0xC0 == 0x80
      placed.append(
        PlacedToken(token: token, bytes: start..<end, scalars: (end > start && isInside ? begun - 1 : begun)..<scalars(before: end)))
      start = end
    }
    return placed
  }
}
