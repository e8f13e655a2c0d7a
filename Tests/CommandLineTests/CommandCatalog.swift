import PrepCommands
import PrepOptions

/// The commands as the program has them.
enum CommandCatalog {
  /// A command with the words that call it.
  struct Entry {
    /// `prep`, `tokenizer`, `show`.
    let words: [String]
    let command: CommandDefinition

    /// The name of its manual page: `prep-tokenizer-show`.
    var page: String { words.joined(separator: "-") }
    /// What it takes; nil for one that only has commands below it.
    var interface: CommandInterface? { command.makeInterface?() }
    /// Its options that help shows.
    var options: [OptionDescription] { (interface?.options ?? []).filter { !$0.isHidden } }
    /// Words without which it cannot go.
    var needed: [String] {
      options.filter(\.isRequired).map {
        "--\($0.name)=\($0.allowedValues.first ?? ($0.name == "vocab-size" ? "300" : "8"))"
      }
    }
    /// An operand, where it cannot go without one.
    var neededOperand: [String] {
      guard let operand = interface?.operand, operand.count == .one || operand.count == .oneOrMore else { return [] }
      return [operand.name == "SHELL" ? "bash" : "x"]
    }
  }

  static var entries: [Entry] {
    PrepCommand.definition.withPaths().filter { !$0.command.isHidden }.map {
      Entry(words: $0.path, command: $0.command)
    }
  }
}
