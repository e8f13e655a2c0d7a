public import PrepBytePairEncoding
package import PrepBytes
internal import PrepSubwords

/// Turns text into tokens on one thread.
///
/// The encoders of a tokenizer, on whatever threads, share the pieces they have seen.
/// Its results never depend on what it has encoded before. It must not be used by two threads at a time.
public final class Encoder {
  /// The tokenizer it encodes for.
  public let tokenizer: Tokenizer
  let core: Core

  init(_ tokenizer: Tokenizer) {
    self.tokenizer = tokenizer
    core = Core(tokenizer.storage)
  }

  /// Appends the tokens of a text, which need not be valid UTF-8.
  ///
  /// - Throws: ``TokenizerFailure`` with code `specialToken` when the policy refuses what the text holds.
  public func encode(
    _ text: UnsafeBufferPointer<UInt8>, specialTokens: SpecialTokenPolicy = .asText, into tokens: inout [Token]
  ) throws(TokenizerFailure) {
    try core.encode(text, specialTokens: specialTokens, into: &tokens)
  }

  /// Appends the tokens of a text.
  ///
  /// - Throws: ``TokenizerFailure`` with code `specialToken` when the policy refuses what the text holds.
  public func encode(_ text: String, specialTokens: SpecialTokenPolicy = .asText, into tokens: inout [Token])
    throws(TokenizerFailure)
  {
    var text = text
    var failure: TokenizerFailure?
    text.withUTF8 { buffer in
      do throws(TokenizerFailure) { try encode(buffer, specialTokens: specialTokens, into: &tokens) } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// Appends the tokens of a text given as UTF-8, which need not be valid.
  ///
  /// - Throws: ``TokenizerFailure`` with code `specialToken` when the policy refuses what the text holds.
  public func encode(_ text: Span<UInt8>, specialTokens: SpecialTokenPolicy = .asText, into tokens: inout [Token])
    throws(TokenizerFailure)
  {
    var failure: TokenizerFailure?
    text.withUnsafeBufferPointer { buffer in
      do throws(TokenizerFailure) { try encode(buffer, specialTokens: specialTokens, into: &tokens) } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// Appends the tokens of a text, and for each the byte offset in the text where it ends. Special tokens are text.
  ///
  /// What a normalizer leaves out of the text belongs to the token behind it.
  public func encode(_ text: UnsafeBufferPointer<UInt8>, into tokens: inout [Token], ends: inout [Int]) {
    var ranges: [Range<Int>] = []
    core.encodeWithRanges(text, allowsSpecialTokens: false, into: &tokens, ranges: &ranges)
    var last = 0
    ends.reserveCapacity(ends.count + ranges.count)
    for range in ranges {
      last = max(last, range.upperBound)
      ends.append(last)
    }
  }

  /// Appends the tokens of a text, and for each the bytes of the text that it came from.
  ///
  /// Ranges begin and end in order. Two have text in common where one character became several tokens; text between
  /// two, or at the ends, is what a normalizer left out. A token that nothing in the text stands for has an empty one.
  ///
  /// - Parameter allowsSpecialTokens: Whether special tokens in the text become their ids; else they are text.
  public func encode(
    _ text: UnsafeBufferPointer<UInt8>, allowsSpecialTokens: Bool = false, into tokens: inout [Token],
    ranges: inout [Range<Int>]
  ) {
    core.encodeWithRanges(text, allowsSpecialTokens: allowsSpecialTokens, into: &tokens, ranges: &ranges)
  }

  /// The places of the tokens that were encoded last with their ranges, as they are shown: in bytes or characters of the
  /// text, without the white space that the vocabulary's post-processor takes off.
  ///
  /// - Parameter ranges: The bytes that each token came from.
  package func shownPlaces(
    _ ranges: [Range<Int>], of tokens: [Token], in text: UnsafeBufferPointer<UInt8>, inCharacters: Bool
  ) -> [Range<Int>] {
    core.trimming.places(ranges, of: tokens[...], found: core.foundTokens, in: text, inCharacters: inCharacters)
  }

  /// Appends the tokens of a text, for each the bytes that it came from, and the number of the piece that it is part of,
  /// as the split pattern or the pre-tokenizer cuts them.
  package func encode(
    _ text: UnsafeBufferPointer<UInt8>, allowsSpecialTokens: Bool, into tokens: inout [Token],
    ranges: inout [Range<Int>], words: inout [Int32]
  ) {
    var count = PieceCount()
    core.encodeWithRanges(
      text, allowsSpecialTokens ? .allowAll : .asText, into: &tokens, ranges: &ranges, words: &count)
    words += count.ordinals
  }

  /// Appends the tokens of a text in which special tokens become their ids, and for each the bytes of the text that it
  /// came from.
  package func encodeAllowingSpecialTokens(
    _ text: UnsafeBufferPointer<UInt8>, into tokens: inout PlainList<Token>, ranges: inout [Range<Int>]
  ) {
    var list: [Token] = []
    core.encodeWithRanges(text, allowsSpecialTokens: true, into: &list, ranges: &ranges)
    tokens.append(contentsOf: list)
  }

  /// Appends the tokens of one piece, which is not cut or changed.
  package func encode(piece: UnsafeBufferPointer<UInt8>, into tokens: inout [Token]) {
    core.encodePiece(piece, into: &tokens)
  }

  /// Has it note the tokens of words that come to have none as a whole: without them such a word might have others.
  package func notesTriedTokens() { core.output.tried = [] }

  /// The tokens noted so far.
  package var triedTokens: Set<Token> { core.output.tried ?? [] }

  /// Where a cut through a text lies among its tokens.
  package struct CutPlace: BitwiseCopyable {
    /// How many tokens start before it.
    package var count: Int
    /// Whether the last of these reaches across.
    package var straddles: Bool

    package init(count: Int, straddles: Bool) {
      self.count = count
      self.straddles = straddles
    }
  }

  /// Appends the tokens of a text, special tokens being text.
  package func encodeAsText(_ text: UnsafeBufferPointer<UInt8>, into tokens: inout PlainList<Token>) {
    core.append(text, into: &tokens)
  }

  /// Appends the tokens of a text, special tokens being text, and the place of each cut. Cuts are offsets in ascending
  /// order.
  package func encode(
    _ text: UnsafeBufferPointer<UInt8>, cuts: borrowing PlainList<Int>, into tokens: inout PlainList<Token>,
    places: inout PlainList<CutPlace>
  ) {
    core.appendWithCuts(text, cuts: cuts, into: &tokens, places: &places)
  }

  /// The number of tokens of a text, special tokens being text.
  public func count(_ text: UnsafeBufferPointer<UInt8>) -> Int { core.count(text) }

  /// The number of tokens of a text.
  ///
  /// - Throws: ``TokenizerFailure`` with code `specialToken` when the policy refuses what the text holds.
  package func count(_ text: UnsafeBufferPointer<UInt8>, specialTokens: SpecialTokenPolicy) throws(TokenizerFailure)
    -> Int
  {
    if specialTokens == .asText { return core.count(text) }
    core.scratch.removeAll(keepingCapacity: true)
    var tokens: [Token] = []
    swap(&tokens, &core.scratch)
    defer { swap(&tokens, &core.scratch) }
    try core.encode(text, specialTokens: specialTokens, into: &tokens)
    return tokens.count
  }

  /// The number of tokens of a text if it is at most `limit`; nil otherwise, found without encoding the rest.
  public func count(_ text: UnsafeBufferPointer<UInt8>, upTo limit: Int) -> Int? {
    let count = core.count(text, limit: limit)
    return count <= limit ? count : nil
  }
}
