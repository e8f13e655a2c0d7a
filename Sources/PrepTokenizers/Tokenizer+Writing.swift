package import PrepBytePairEncoding

/// A vocabulary as a trainer makes it: bytes of each token, the merges, the pattern and the special tokens.
package struct VocabularyContents: Sendable {
  /// The bytes of token `id` at index `id`; the special tokens are not among them.
  package var tokens: [[UInt8]]
  /// The pairs of ids that merge, in order; each makes a token of `tokens`.
  package var merges: [(left: Token, right: Token)]
  /// The name of the split pattern, or a regular expression.
  package var pattern: String
  /// The special tokens by name.
  package var specialTokens: [(name: String, id: Token)]

  package init(
    tokens: [[UInt8]], merges: [(left: Token, right: Token)], pattern: String,
    specialTokens: [(name: String, id: Token)]
  ) {
    self.tokens = tokens
    self.merges = merges
    self.pattern = pattern
    self.specialTokens = specialTokens
  }

  /// The bytes of a `tokenizer.json` that Hugging Face `tokenizers` reads with equal ids.
  package func writeTokenizerJSON() throws(TokenizerFailure) -> [UInt8] { [] }

  /// The bytes of a `.tiktoken` file: each token in base64 with its rank. Special tokens and pattern are not part of that form.
  package func writeTiktoken() throws(TokenizerFailure) -> [UInt8] { [] }
}
