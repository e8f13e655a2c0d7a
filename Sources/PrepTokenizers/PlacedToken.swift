public import PrepBytePairEncoding

/// A token and the part of the text it stands for.
public struct PlacedToken: Sendable, Hashable {
  public let token: Token
  /// The bytes of the text, as UTF-8.
  public let bytes: Range<Int>
  /// The characters (Unicode scalars) of the text that these bytes belong to. Tokens that share a character both have
  /// it.
  public let scalars: Range<Int>
}

extension PlacedToken {
  /// The characters (Unicode scalars) that parts of a text belong to, which begin and end in order.
  package static func scalars(_ ranges: [Range<Int>], in text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    Tokenizer.scalars(of: ranges, in: text)
  }
}

extension Tokenizer {
  /// The tokens of a text with their places, special tokens being text.
  ///
  /// Where the tokenizer normalizes texts, a place is that of the characters a token came from, as Hugging Face
  /// `tokenizers` counts them: what composes with a character, or is left out, is in no place. Where its file trims
  /// places (`trim_offsets`), white space at the ends of a token is in no place either.
  public func encodeWithOffsets(_ text: String) -> [PlacedToken] {
    var text = text
    return text.withUTF8 { buffer in
      var tokens: [Token] = []
      var ranges: [Range<Int>] = []
      let core = storage.borrowCore()
      defer { storage.giveBack(core) }
      core.encodeWithRanges(buffer, allowsSpecialTokens: false, into: &tokens, ranges: &ranges)
      func places(inCharacters: Bool) -> [Range<Int>] {
        core.trimming.places(
          ranges, of: tokens[...], found: core.foundTokens, in: buffer, inCharacters: inCharacters)
      }
      let bytes = places(inCharacters: false)
      let scalars = places(inCharacters: true)
      return tokens.indices.map { PlacedToken(token: tokens[$0], bytes: bytes[$0], scalars: scalars[$0]) }
    }
  }

  /// The characters that ranges of bytes belong to, whose begins and ends only grow.
  static func scalars(of ranges: [Range<Int>], in text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    var begun = ScalarCount(text)
    var ended = ScalarCount(text)
    return ranges.map { range in
      let start = begun.before(range.lowerBound)
      let isInside = range.lowerBound < text.count && text[range.lowerBound] & 0xC0 == 0x80
      let end = ended.before(range.upperBound)
      let first = !range.isEmpty && isInside ? start - 1 : start
      return first..<max(first, end)
    }
  }

  /// Counts the scalars that begin before positions, which only grow.
  private struct ScalarCount {
    private let text: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var count = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    mutating func before(_ end: Int) -> Int {
      while position < end {
        if text[position] & 0xC0 != 0x80 { count += 1 }
        position += 1
      }
      return count
    }
  }
}
