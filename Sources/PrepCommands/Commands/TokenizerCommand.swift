import PrepOptions

/// `prep tokenizer`: what tokenizers there are, what is in one, and what becomes of it.
enum TokenizerCommand {
  static var definition: CommandDefinition {
    CommandDefinition(
      name: "tokenizer", abstract: "List, show, convert, check and prune tokenizers",
      group: CommandGroup.tokenizers.rawValue,
      subcommands: [
        TokenizerListCommand.definition, TokenizerShowCommand.definition, TokenizerConvertCommand.definition,
        TokenizerCheckCommand.definition, TokenizerPruneCommand.definition,
      ])
  }
}
