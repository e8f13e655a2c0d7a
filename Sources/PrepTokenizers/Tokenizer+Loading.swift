public import PrepBytePairEncoding
import PrepDigests

extension Tokenizer {
  /// Reads a tokenizer from a file, a folder, or a `VOCAB,MERGES` pair.
  ///
  /// - Parameters: - path: A `.tiktoken` or `.model` rank file, a `tokenizer.json`, a `tekken.json`, a GPT-2 vocabulary
  ///   with merges, or a folder with one. - pattern: The split pattern for files that hold none: a name such as
  ///   `cl100k`, or a regular expression. - specialTokens: Special tokens that replace those of the file.
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
    try resolve(argument, pattern: pattern, fingerprintsEarly: false)
  }

  /// As ``resolve(_:pattern:)``.
  ///
  /// - Parameter fingerprintsEarly: Whether another thread takes the fingerprint meanwhile, for who asks for it first
  ///   of all.
  package static func resolve(_ argument: String, pattern: String?, fingerprintsEarly: Bool) throws(TokenizerFailure)
    -> Tokenizer
  {
    let reader = TokenizerReader(pattern: pattern, fingerprintsEarly: fingerprintsEarly)
    return TokenizerCatalog.isPath(argument)
      ? try reader.read(argument) : try TokenizerCatalog.named(argument, reader: reader)
  }

  /// The tokenizer that a `tokenizer.json` describes.
  ///
  /// - Throws: ``TokenizerFailure``.
  package init(tokenizerJSON text: [UInt8], name: String) throws(TokenizerFailure) {
    self = try TokenizerReader().readAssembled(text, path: name).renamed(name)
  }

  /// Whether the tokens of a text are those of its pieces by a known pattern, and nothing else happens to it.
  package var cutsByPatternAlone: Bool { storage.pattern.isKnown && !(storage.preparation?.changesPlainText ?? false) }

  /// Whether the bytes of a text's tokens are the text, whatever it is: byte pairs over every byte, nothing done to texts.
  package var tilesTexts: Bool {
    storage.subwords == nil && !(storage.preparation?.changesPlainText ?? false)
      && storage.preparation?.missingBytes == nil && !storage.table.marksWordEnds
      && !storage.table.bytesInside.contains(TokenIndex.none)
  }

  /// The name of the bundled tokenizer that is used when none is named.
  public static var bundledDefaultName: String { BundledVocabulary.defaultName }

  /// The names of all tokenizers that are bundled.
  package static var bundledNames: [String] { BundledVocabulary.names }
}
