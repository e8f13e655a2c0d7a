import ArgumentParser

/// `prep tokenizer`: what tokenizers there are, what is in one, and what becomes of it.
struct TokenizerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenizer", abstract: "Lists, shows, converts and checks tokenizers.",
    subcommands: [TokenizerListCommand.self, TokenizerShowCommand.self, TokenizerConvertCommand.self, TokenizerCheckCommand.self])
}
