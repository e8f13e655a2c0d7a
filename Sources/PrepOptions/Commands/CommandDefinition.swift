/// A command line that can be copied, and what it does.
package struct CommandExample: Hashable, Sendable {
  /// What one types.
  package var command: String
  /// What it does, in a few words; may be empty.
  package var purpose: String

  /// - Parameters:
  ///   - command: What one types.
  ///   - purpose: What it does, in a few words.
  package init(_ command: String, _ purpose: String = "") {
    self.command = command
    self.purpose = purpose
  }
}

/// A command: its name, what it is for, and how to get at the rest, which is made only when it is called or asked
/// about.
package struct CommandDefinition {
  /// The word that calls it.
  package var name: String
  /// What it is for, in one line without a full stop.
  package var abstract: String
  /// The heading it stands under in the help of the command above; empty for none.
  package var group: String
  /// Whether lists leave it out.
  package var isHidden: Bool
  /// The commands below it.
  package var subcommands: [CommandDefinition]
  /// Makes its interface; nil for a command that only has commands below it.
  package var makeInterface: (() -> CommandInterface)?

  /// - Parameters:
  ///   - name: The word that calls it.
  ///   - abstract: What it is for, in one line without a full stop.
  ///   - group: The heading it stands under.
  ///   - isHidden: Whether lists leave it out.
  ///   - subcommands: The commands below it.
  ///   - interface: Makes its interface; nil for a command that only has commands below it.
  package init(
    name: String, abstract: String, group: String = "", isHidden: Bool = false, subcommands: [CommandDefinition] = [],
    interface: (() -> CommandInterface)? = nil
  ) {
    self.name = name
    self.abstract = abstract
    self.group = group
    self.isHidden = isHidden
    self.subcommands = subcommands
    makeInterface = interface
  }

  /// The commands below it that lists show.
  package var visibleSubcommands: [CommandDefinition] { subcommands.filter { !$0.isHidden } }

  /// This command and all below it, with the words that call them.
  ///
  /// - Parameter above: The words that call the one above.
  package func withPaths(_ above: [String] = []) -> [(path: [String], command: CommandDefinition)] {
    let path = above + [name]
    return [(path, self)] + subcommands.flatMap { $0.withPaths(path) }
  }
}

/// What a command takes and does, whatever its options are.
package struct CommandInterface {
  /// Whether the description of a command is asked for or a run of it.
  private let describe: () -> [OptionDescription]
  /// More about it than the abstract says; lines end where they should.
  package let discussion: String
  /// Command lines that can be copied.
  package let examples: [CommandExample]
  /// The words without dashes that it takes.
  package let operand: OperandDescription?
  /// Reads the words behind the name of the command and gives what does its job.
  package let parse: ([String]) throws(OptionFailure) -> (() throws -> Void)

  /// - Parameters:
  ///   - table: Its options.
  ///   - discussion: More about it than the abstract says.
  ///   - examples: Command lines that can be copied.
  ///   - run: Does its job with the options that were read.
  package init<Options>(
    _ table: OptionTable<Options>, discussion: String = "", examples: [CommandExample] = [],
    run: @escaping (Options) throws -> Void
  ) {
    describe = { table.descriptions }
    operand = table.operand?.description
    self.discussion = discussion
    self.examples = examples
    parse = { (words) throws(OptionFailure) in
      var options = table.defaults
      try table.read(words, into: &options)
      let given = options
      return { try run(given) }
    }
  }

  /// Its options, in the order in which help lists them.
  package var options: [OptionDescription] { describe() }
}
