/// How the texts of inputs become tokens, for jobs that encode or count them.
package struct EncodingOptions: Sendable {
  /// How inputs are read.
  package var reading = InputOptions()
  /// The tokenizer.
  package var tokenizer = TokenizerOptions()
  /// Merges that are left out by chance.
  package var dropout = DropoutOptions()
  /// How inputs are cut into documents.
  package var text = TextOptions()
  /// What becomes of bad records.
  package var invalid = InvalidOptions()
  /// Whether special tokens in the text become their ids; else they are text.
  package var allowsSpecialTokens = false
  /// Whether texts with something that has no token are bad data; else it is left out.
  package var isStrict = false

  /// The defaults.
  package init() {}

  /// - Throws: ``JobFailure`` for what makes no sense together.
  package func check() throws(JobFailure) {
    try reading.check()
    try text.check()
    try invalid.check()
  }
}
