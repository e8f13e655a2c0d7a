internal import PrepBytePairEncoding

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
    if dialect == .oniguruma, let own = rewritten[source] { return own }
    do { return try SplitPattern.matching(regex: source, dialect: dialect) } catch {
      throw TokenizerFailure(
        .unsupported, "the split pattern is neither a known name nor a usable expression: \(error)", path: path)
    }
  }

  /// The known patterns of the other dialect by what is written for Oniguruma.
  private static let rewritten: [String: SplitPattern] = {
    let known = SplitPattern.names.compactMap(SplitPattern.named).filter { $0.dialect == .fancyRegex }
    return Dictionary(
      known.map { (OnigurumaPattern.rewritten($0.source), $0) }.filter { $0.0 != $0.1.source },
      uniquingKeysWith: { first, _ in first })
  }()
}
