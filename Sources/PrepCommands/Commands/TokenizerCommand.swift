import ArgumentParser

/// `prep tokenizer`: what tokenizers there are, and what is in one.
struct TokenizerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenizer", abstract: "Lists and shows tokenizers.",
    subcommands: [TokenizerListCommand.self, TokenizerShowCommand.self])
}
