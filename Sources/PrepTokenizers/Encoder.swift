public import PrepBytePairEncoding

/// Turns text into tokens on one thread, and remembers pieces it has seen.
///
/// Its results never depend on what it has encoded before. It must not be used by two threads at a time.
public final class Encoder {
  /// The tokenizer it encodes for.
  public let tokenizer: Tokenizer

  init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

  /// Appends the tokens of a text, which need not be valid UTF-8.
  ///
  /// - Throws: ``TokenizerFailure`` with code `specialToken` when the policy refuses what the text holds.
  public func encode(
    _ text: UnsafeBufferPointer<UInt8>, specialTokens: SpecialTokenPolicy = .asText, into tokens: inout [Token]
  ) throws(TokenizerFailure) {
    tokens.append(contentsOf: text.lazy.map { Token($0) })
  }

  /// Appends the tokens of a text, and for each the byte offset in the text where it ends. Special tokens are text.
  public func encode(_ text: UnsafeBufferPointer<UInt8>, into tokens: inout [Token], ends: inout [Int]) {
    tokens.append(contentsOf: text.lazy.map { Token($0) })
    ends.append(contentsOf: 1..<text.count + 1)
  }

  /// The number of tokens of a text, special tokens being text.
  public func count(_ text: UnsafeBufferPointer<UInt8>) -> Int { text.count }
}
