import PrepTokenizers

/// Which tokenizer a job uses.
public struct TokenizerOptions: Sendable, Hashable {
  /// A name, file or folder, or `VOCAB,MERGES`; nil is the bundled one, and the observer hears so.
  public var name: String?
  /// The split pattern, by name or as a regular expression, for a file that holds none.
  public var pattern: String?

  /// A tokenizer by its name, or the bundled one.
  public init(name: String? = nil, pattern: String? = nil) {
    self.name = name
    self.pattern = pattern
  }

  /// Loads the tokenizer.
  ///
  /// - Parameter fingerprintsEarly: Whether its fingerprint will be asked for first of all.
  func load(_ context: JobContext, fingerprintsEarly: Bool = false) throws -> Tokenizer {
    if let name {
      return try NamedTokenizer.load(
        name, pattern: pattern, fingerprintsEarly: fingerprintsEarly && context.threads > 1, context)
    }
    if pattern != nil { throw JobFailure("option-needs-another", "--pattern needs --tokenizer") }
    context.note(.bundledTokenizer(Tokenizer.bundledDefaultName))
    return try Tokenizer.named(Tokenizer.bundledDefaultName)
  }

  /// Loads the tokenizer for who hears no notes; its remarks are with it.
  ///
  /// - Throws: `TokenizerFailure`; of a name that is none, with those that are near.
  package func open() throws -> Tokenizer {
    try NamedTokenizer.find(name ?? Tokenizer.bundledDefaultName, pattern: pattern, fingerprintsEarly: false)
  }

  /// Loads the tokenizer when one is named.
  func loadNamed(_ context: JobContext) throws -> Tokenizer? {
    try name.map { try NamedTokenizer.load($0, pattern: pattern, context) }
  }
}
