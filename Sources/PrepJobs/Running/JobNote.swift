/// What a run has to say while it goes on, as values; the words are those of whoever listens.
public enum JobNote {
  /// No tokenizer was named, so that this one is used.
  case bundledTokenizer(String)
  /// Control tokens of a template that the vocabulary does not have: the template's are encoded as text.
  case missingControlTokens([String], tokenizer: String)
  /// An input that is not UTF-8 is read as this.
  case characterSet(String)
  /// What a table was taken for.
  case table(file: String, String)
  /// A shard set or a token stream was held against itself.
  case verified(VerifyJob.Outcome)
  /// The first stages of a run have come to their end.
  case tokenized(TokenizeJob.Summary)
  case packed(PackJob.Summary)
}
