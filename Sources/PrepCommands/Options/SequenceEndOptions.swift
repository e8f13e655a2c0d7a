import ArgumentParser
import PrepTokenizers

/// The tokens that begin and end every example.
struct SequenceEndOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The special token before every example, or 'none' (default: the vocabulary's own, where it asks for one).", valueName: "TOKEN"))
  var bos: String?

  @Option(help: ArgumentHelp("The special token after every example, or 'none' (default: the vocabulary's own).", valueName: "TOKEN"))
  var eos: String?

  init() {}

  /// The ids, by the names given or by the vocabulary.
  ///
  /// - Throws: ``UsageError`` for a token that the vocabulary does not have, and when it has no end of text of its own.
  /// - Parameter isRequired: Whether an end of text is needed, unless it is given up by `none`.
  func resolve(_ tokenizer: Tokenizer, isRequired: Bool = true) throws -> (begin: UInt32?, end: UInt32?) {
    let special = tokenizer.specialTokens
    let begin = try id(bos, "--bos", tokenizer) ?? (bos == nil ? special.beginOfText : nil)
    let end = try id(eos, "--eos", tokenizer) ?? (eos == nil ? special.endOfText : nil)
    if end == nil, eos == nil, isRequired {
      throw UsageError("\(tokenizer.name) does not say which token ends a text: name it with --eos TOKEN, or --eos none")
    }
    return (begin, end)
  }

  private func id(_ name: String?, _ option: String, _ tokenizer: Tokenizer) throws -> UInt32? {
    guard let name, name != "none" else { return nil }
    guard let id = tokenizer.specialTokens.id(named: name) else {
      throw UsageError("\(tokenizer.name) has no special token '\(name)' (\(option))")
    }
    return id
  }
}
