import PrepBytePairEncoding

/// Split patterns as users and files name them.
enum PatternChoice {
  /// The pattern of a name such as `cl100k`, or of a regular expression in tiktoken's dialect.
  static func pattern(_ text: String, path: String) throws(TokenizerFailure) -> SplitPattern {
    if let named = SplitPattern.named(text) { return named }
    return try matching(text, .fancyRegex, path: path)
  }

  /// The pattern of a regular expression.
  static func matching(_ source: String, _ dialect: SplitPattern.Dialect, path: String) throws(TokenizerFailure)
    -> SplitPattern
  {
    do { return try SplitPattern.matching(regex: source, dialect: dialect) } catch {
      throw TokenizerFailure(.unsupported, "the split pattern is neither a known name nor a usable expression: \(error)", path: path)
    }
  }
}
