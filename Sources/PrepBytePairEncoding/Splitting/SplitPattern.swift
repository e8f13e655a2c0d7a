/// How text is cut into pieces before byte pairs are merged inside each piece.
///
/// A pattern is known by its name or recognised by the exact text of its regular expression; a known pattern has a
/// scanner of its own, any other runs through ICU's regular expressions. The text of an expression means what the
/// engine of its origin takes it to mean, so recognising one needs its dialect.
///
/// Bytes that are not well-formed UTF-8 count one by one as characters of no class: neither letter, number, mark,
/// space, punctuation nor symbol, like a code point that Unicode has not assigned.
package struct SplitPattern: Sendable, Hashable {
  /// The engine an expression was written for, where engines read the same text differently.
  package enum Dialect: Sendable, Hashable {
    /// Rust's fancy-regex, which tiktoken uses: `{1,3}+` is a possessive quantifier.
    case fancyRegex
    /// Oniguruma, which Hugging Face tokenizers uses: `{1,3}+` repeats the group `{1,3}`, so takes any number.
    case oniguruma
  }

  /// The name of a known pattern, as `named(_:)` takes it; nil for any other expression.
  package let name: String?
  /// The regular expression, or several on lines of their own that are applied one after another.
  package let source: String
  /// The engine whose reading of `source` holds.
  package let dialect: Dialect
  /// What scans it.
  let scheme: SplitScheme

  init(name: String?, source: String, dialect: Dialect, scheme: SplitScheme) {
    self.name = name
    self.source = source
    self.dialect = dialect
    self.scheme = scheme
  }

  /// The known pattern of this name or of a name that stands for the same, such as `gpt2` for `r50k`.
  package static func named(_ name: String) -> SplitPattern? {
    KnownPatterns.named(name)
  }

  /// Whether the pattern has a scanner of its own, so that it is known what its pieces depend on.
  package var isKnown: Bool {
    if case .general = scheme { return false }
    return true
  }

  /// The names of the known patterns.
  package static var names: [String] { KnownPatterns.all.map(\.name) }

  /// The pattern that a regular expression describes: a known one, or one that ICU runs.
  ///
  /// - Throws: when the expression is none that this dialect and ICU share.
  package static func matching(regex source: String, dialect: Dialect) throws(SplitPatternFailure) -> SplitPattern {
    if let known = KnownPatterns.matching(source, dialect: dialect) { return known }
    try GeneralScanner.check(source, dialect: dialect)
    return SplitPattern(name: nil, source: source, dialect: dialect, scheme: .general(source, dialect))
  }

  /// The known pattern that several expressions make when each cuts the pieces of the one before (DeepSeek V3); nil if
  /// none.
  package static func matching(sequence sources: [String], dialect: Dialect) -> SplitPattern? {
    KnownPatterns.matching(sequence: sources, dialect: dialect)
  }

  /// The pattern of Hugging Face's `ByteLevel` pre-tokenizer, GPT-2's.
  package static var byteLevel: SplitPattern { KnownPatterns.gpt2 }

  /// `ByteLevel` after a `Digits` pre-tokenizer (StarCoder): numbers stand apart, one by one or in whole runs.
  package static func byteLevel(individualDigits: Bool) -> SplitPattern {
    individualDigits ? KnownPatterns.gpt2IndividualDigits : KnownPatterns.gpt2DigitRuns
  }

  /// What Falcon's pre-tokenizers make: runs of BERT's punctuation, GPT-2's pattern in what lies between, runs of numbers
  /// apart, and in these three digits at a time.
  package static var falcon: SplitPattern { KnownPatterns.falcon }

  package static func == (a: SplitPattern, b: SplitPattern) -> Bool { a.scheme == b.scheme }

  package func hash(into hasher: inout Hasher) { hasher.combine(scheme) }
}

/// A regular expression that cannot be used to split text.
package struct SplitPatternFailure: Error, Hashable, CustomStringConvertible {
  /// The expression.
  package let source: String
  /// What is wrong with it.
  package let message: String

  package var description: String { "cannot use the split pattern \(source): \(message)" }
}
