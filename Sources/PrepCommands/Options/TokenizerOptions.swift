import ArgumentParser
import PrepJobs

/// Which tokenizer a command uses.
struct TokenizerOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: ArgumentHelp("A tokenizer's name, file or folder, or VOCAB,MERGES (default: the bundled one).", valueName: "NAME"))
  var tokenizer: String?

  @Option(help: ArgumentHelp("The split pattern, by name or as a regular expression, for a file that holds none.", valueName: "PATTERN"))
  var pattern: String?

  /// The options as jobs take them.
  var values: PrepJobs.TokenizerOptions { PrepJobs.TokenizerOptions(name: tokenizer, pattern: pattern) }
}
