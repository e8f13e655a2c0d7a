public import PrepBytePairEncoding
import PrepDigests

extension Tokenizer {
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
    self = try TokenizerReader(pattern: pattern, specialTokens: specialTokens).read(path)
  }

  /// The tokenizer with that name: bundled, in `$PREP_VOCAB_PATH`, or in the caches of tiktoken and Hugging Face.
  ///
  /// - Throws: ``TokenizerFailure`` with code `missing` when it is in none of these places.
  public static func named(_ name: String) throws(TokenizerFailure) -> Tokenizer { try TokenizerCatalog.named(name) }

  /// The tokenizer a `--tokenizer` argument means: a name, a file, a folder or `VOCAB,MERGES`.
  ///
  /// - Throws: ``TokenizerFailure``.
  public static func resolve(_ argument: String, pattern: String? = nil) throws(TokenizerFailure) -> Tokenizer {
    if TokenizerCatalog.isPath(argument) { return try Tokenizer(contentsOf: argument, pattern: pattern) }
    return try TokenizerCatalog.named(argument, pattern: pattern)
  }

  /// Whether the tokens of a text are those of its pieces by a known pattern, and nothing else happens to it.
  package var cutsByPatternAlone: Bool { storage.pattern.isKnown && !(storage.preparation?.changesPlainText ?? false) }

  /// The name of the bundled tokenizer that is used when none is named.
  public static var bundledDefaultName: String { BundledVocabulary.defaultName }
}
