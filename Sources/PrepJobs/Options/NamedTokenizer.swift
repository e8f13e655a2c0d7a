import PrepOptions
import PrepTokenizers

/// Finds the tokenizer that somebody named.
enum NamedTokenizer {
  /// The tokenizer with that name, file or folder. What is to be said of it is said to the run.
  ///
  /// - Throws: `TokenizerFailure`; of a name that is none, with those that are near.
  static func load(_ name: String, pattern: String? = nil, fingerprintsEarly: Bool = false, _ context: JobContext)
    throws(TokenizerFailure) -> Tokenizer
  {
    do throws(TokenizerFailure) {
      let tokenizer = try Tokenizer.resolve(name, pattern: pattern, fingerprintsEarly: fingerprintsEarly)
      tell(tokenizer, context)
      return tokenizer
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
}
