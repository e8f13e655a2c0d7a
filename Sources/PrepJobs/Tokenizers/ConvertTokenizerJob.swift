import PrepBytes
import PrepTokenizers

/// A tokenizer in another file format.
package struct ConvertTokenizerJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// The tokenizer, which has a name.
    package var tokenizer: TokenizerOptions
    /// Whether ranks are written, `.tiktoken`; else `tokenizer.json`.
    package var writesRanks = false

    /// The defaults, for a tokenizer.
    package init(_ tokenizer: TokenizerOptions) { self.tokenizer = tokenizer }
  }

  /// What was written, and what ranks do not say.
  package struct Summary: Sendable {
    /// How many tokens there are.
    package var tokens: Int
    /// How texts are split, as it is called.
    package var pattern: String
    /// What texts go through before they are split.
    package var normalizers: [String]
    /// How many special tokens it has.
    package var specialTokens: Int
    /// Whether all this is lost, because ranks were written.
    package var isRanks: Bool
  }

  /// How it is done.
  package var options: Options
  /// Where the result goes.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(_ options: Options, output: JobOutput) {
    self.options = options
    self.output = output
  }

  package func execute(_ context: JobContext) throws -> Summary {
    let tokenizer = try NamedTokenizer.load(
      options.tokenizer.name ?? Tokenizer.bundledDefaultName, pattern: options.tokenizer.pattern, context)
    let bytes = options.writesRanks ? try tokenizer.tiktoken() : try tokenizer.tokenizerJSON()
    let sink = try output.open()
    try sink.write(bytes)
    try sink.finish()
    let summary = tokenizer.summary
    if options.writesRanks, !summary.addedTokens.isEmpty {
      let names = summary.addedTokens.prefix(4).map { $0.name.debugDescription }.joined(separator: ", ")
      context.note(
        .tokenizer(
          tokenizer.name,
          "ranks hold no added tokens (\(names)\(summary.addedTokens.count > 4 ? ", …" : "")); whoever reads them has to add these, with their ids"
        ))
    }
    return Summary(
      tokens: summary.textTokens, pattern: tokenizer.patternDescription, normalizers: summary.normalizers,
      specialTokens: summary.specialTokens, isRanks: options.writesRanks)
  }
}
