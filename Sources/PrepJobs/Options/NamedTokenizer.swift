import PrepDiagnostics
import PrepExamples
import PrepTokenizers

/// Finds the tokenizer that somebody named.
enum NamedTokenizer {
  /// The tokenizer with that name, file or folder. What is to be said of it is said to the run.
  ///
  /// - Throws: `TokenizerFailure`; of a name that is none, with those that are near.
  static func load(_ name: String, pattern: String? = nil, fingerprintsEarly: Bool = false, _ context: JobContext)
    throws(TokenizerFailure) -> Tokenizer
  {
    let tokenizer = try find(name, pattern: pattern, fingerprintsEarly: fingerprintsEarly)
    tell(tokenizer, context)
    return tokenizer
  }

  /// The same, with nobody to hear of it.
  static func find(_ name: String, pattern: String?, fingerprintsEarly: Bool) throws(TokenizerFailure) -> Tokenizer {
    do throws(TokenizerFailure) {
      return try Tokenizer.resolve(name, pattern: pattern, fingerprintsEarly: fingerprintsEarly)
    } catch {
      guard error.code == .missing, error.path == name, !TokenizerCatalog.isKnown(name) else { throw error }
      let nearest = NearestNames.of(name, among: TokenizerCatalog.knownNames)
      throw TokenizerFailure(error.code, error.message + NearestNames.question(nearest), path: name)
    }
  }

  /// Says what is to be said of a tokenizer.
  static func tell(_ tokenizer: Tokenizer, _ context: JobContext) {
    for remark in tokenizer.remarks { context.note(.tokenizer(tokenizer.name, remark)) }
  }

  /// Says what the vocabulary had no token for.
  static func tellLostText(_ tokenizer: Tokenizer, _ context: JobContext) {
    let lost = tokenizer.lostText
    if !lost.isEmpty { context.note(.lostText(lost.words, tokenizer: tokenizer.name)) }
  }

  /// Objects to texts that a vocabulary has no token for a part of; nil where all are taken.
  static func objection(_ isStrict: Bool, _ tokenizer: Tokenizer, allowsSpecialTokens: Bool) -> (
    @Sendable (Encoder, UnsafeBufferPointer<UInt8>) -> DocumentObjection?
  )? {
    if !isStrict { return nil }
    let name = tokenizer.name
    return { encoder, text in
      guard let lost = encoder.lostText(of: text, allowsSpecialTokens: allowsSpecialTokens) else { return nil }
      return DocumentObjection(
        "byte-without-token", "\(name) has no token for \(lost.words)",
        offset: text.firstIndex { lost.has($0) } ?? 0)
    }
  }
}
