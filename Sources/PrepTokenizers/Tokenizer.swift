// PrepTokenizers is a named, immutable tokenizer, the files it comes from, and where they are found. How pieces become
// tokens is in PrepBytePairEncoding; what texts are made of which records is not known here.

public import PrepBytePairEncoding

/// A byte-level BPE vocabulary with its split pattern and special tokens, ready to encode and decode.
///
/// A tokenizer is an immutable value; threads share it. Each thread that encodes much makes its own ``Encoder``.
public struct Tokenizer: Sendable {
  /// The name it was asked for, or that its file suggests.
  public let name: String
  /// The largest id plus one, special tokens included.
  public var vocabularySize: Int { 256 }
  /// The SHA-256 of vocabulary, merges, pattern and special tokens in a canonical form, in hexadecimal.
  public var fingerprint: String { "" }
  /// The name of the split pattern, or its regular expression.
  public var patternDescription: String { "" }
  /// The special tokens.
  public var specialTokens: SpecialTokens { SpecialTokens([]) }

  /// Reads a tokenizer from a file, a folder, or a `VOCAB,MERGES` pair.
  ///
  /// - Parameters:
  ///   - path: A `.tiktoken` or `.model` rank file, a `tokenizer.json`, a `tekken.json`, a GPT-2 vocabulary with merges, or a folder with one.
  ///   - pattern: The split pattern for files that hold none: a name such as `cl100k`, or a regular expression.
  ///   - specialTokens: Special tokens that replace those of the file.
  /// - Throws: ``TokenizerFailure``.
  public init(contentsOf path: String, pattern: String? = nil, specialTokens: [String: Token]? = nil)
    throws(TokenizerFailure)
  {
    name = path
  }

  /// The tokenizer with that name: bundled, in `$PREP_VOCAB_PATH`, or in the caches of tiktoken and Hugging Face.
  ///
  /// - Throws: ``TokenizerFailure`` with code `missing` when it is on none of these places.
  public static func named(_ name: String) throws(TokenizerFailure) -> Tokenizer { try Tokenizer(contentsOf: name) }

  /// The tokenizer a `--tokenizer` argument means: a name, a file, a folder or `VOCAB,MERGES`.
  public static func resolve(_ argument: String, pattern: String? = nil) throws(TokenizerFailure) -> Tokenizer {
    try Tokenizer(contentsOf: argument, pattern: pattern)
  }

  /// The name of the bundled tokenizer that is used when none is named.
  public static var bundledDefaultName: String { "prep-8k" }

  /// A new encoder, to be used by one thread.
  public func makeEncoder() -> Encoder { Encoder(self) }

  /// The tokens of a text.
  public func encode(_ text: String, specialTokens: SpecialTokenPolicy = .asText) throws(TokenizerFailure) -> [Token] {
    text.utf8.map { Token($0) }
  }

  /// The text of some tokens; bytes that are not UTF-8 become U+FFFD.
  public func decode(_ tokens: [Token]) -> String {
    String(decoding: decodeBytes(tokens), as: UTF8.self)
  }

  /// The bytes of some tokens; ids outside the vocabulary give none.
  public func decodeBytes(_ tokens: [Token], skipSpecialTokens: Bool = false) -> [UInt8] {
    tokens.compactMap { UInt8(exactly: $0) }
  }

  /// The bytes of one token; nil when the vocabulary has no such id.
  public func decode(_ token: Token) -> [UInt8]? { UInt8(exactly: token).map { [$0] } }
}
