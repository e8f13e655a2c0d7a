import ArgumentParser
import PrepTokenizers

/// Which tokenizer a command uses.
struct TokenizerOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: ArgumentHelp("A tokenizer's name, file or folder, or VOCAB,MERGES (default: the bundled one).", valueName: "NAME"))
  var tokenizer: String?

  @Option(help: ArgumentHelp("The split pattern, by name or as a regular expression, for a file that holds none.", valueName: "PATTERN"))
  var pattern: String?

  /// Loads the tokenizer; without `--tokenizer` the bundled one, which is then named on standard error.
  ///
  /// - Parameter fingerprintsEarly: Whether its fingerprint will be asked for first of all.
  func load(_ session: Session, fingerprintsEarly: Bool = false) throws -> Tokenizer {
    if let tokenizer {
      return try Tokenizer.resolve(tokenizer, pattern: pattern, fingerprintsEarly: fingerprintsEarly && session.threads > 1)
    }
    if pattern != nil { throw UsageError("--pattern needs --tokenizer") }
    session.console.note("using the bundled tokenizer \(Tokenizer.bundledDefaultName)")
    return try Tokenizer.named(Tokenizer.bundledDefaultName)
  }
}
