import PrepTokenizers

/// The tokens that begin and end every example, by name; `none` is no token, and nil the vocabulary's own.
public struct SequenceEndOptions: Sendable, Hashable {
  /// The token before every example.
  public var begin: String?
  /// The token after every example.
  public var end: String?

  /// The defaults.
  public init() {}

  /// The ids, by the names given or by the vocabulary.
  ///
  /// - Parameter isRequired: Whether an end of text is needed, unless it is given up by `none`.
  /// - Throws: ``JobFailure`` for a token that the vocabulary does not have, and when it has no end of text of its own.
  func resolve(_ tokenizer: Tokenizer, isRequired: Bool = true) throws(JobFailure) -> (begin: UInt32?, end: UInt32?) {
    let special = tokenizer.specialTokens
    let begin = try id(begin, "--bos", tokenizer) ?? (begin == nil ? special.beginOfText : nil)
    let end = try id(end, "--eos", tokenizer) ?? (end == nil ? special.endOfText : nil)
    if end == nil, self.end == nil, isRequired {
      throw JobFailure(
        "no-end-of-text",
        "\(tokenizer.name) has no EOS token: set one with --eos TOKEN, or --eos none")
    }
    return (begin, end)
  }

  private func id(_ name: String?, _ option: String, _ tokenizer: Tokenizer) throws(JobFailure) -> UInt32? {
    guard let name, name != "none" else { return nil }
    guard let id = tokenizer.specialTokens.id(named: name) else {
      throw JobFailure("unknown-special-token", "\(tokenizer.name) has no special token '\(name)' (\(option))")
    }
    return id
  }
}
