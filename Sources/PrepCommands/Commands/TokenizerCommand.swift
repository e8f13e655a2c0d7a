import PrepOptions

/// `prep tokenizer`: what tokenizers there are, what is in one, and what becomes of it.
enum TokenizerCommand {
  static var definition: CommandDefinition {
    CommandDefinition(
      name: "tokenizer", abstract: "Lists, shows, converts, checks and prunes tokenizers",
      group: CommandGroup.tokenizers.rawValue,
      subcommands: [
        TokenizerListCommand.definition, TokenizerShowCommand.definition, TokenizerConvertCommand.definition,
        TokenizerCheckCommand.definition, TokenizerPruneCommand.definition,
      ])
  }
}
