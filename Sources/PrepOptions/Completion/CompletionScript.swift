/// A shell that can complete our commands.
package enum CompletionShell: String, CaseIterable, Sendable {
  case bash, zsh, fish

  /// The script with which the shell completes a command and all below it.
  ///
  /// - Parameter root: The command.
  package func script(for root: CommandDefinition) -> String {
    let commands = CompletedCommand.all(below: root)
    return switch self {
    case .bash: BashCompletion(commands).text
    case .zsh: ZshCompletion(commands).text
    case .fish: FishCompletion(commands).text
    }
  }
}

/// A command as a completion script sees it.
struct CompletedCommand {
  /// The words behind the name of the program that call it; empty for the program itself.
  let path: [String]
  /// What stands in its place in lists.
  let abstract: String
  /// The commands below it.
  let subcommands: [(name: String, abstract: String)]
  /// Its options, `--help` among them.
  let options: [OptionDescription]
  /// The words without dashes that it takes.
  let operand: OperandDescription?

  /// Its words, joined.
  var name: String { path.joined(separator: " ") }
  /// Its words, joined for the name of a function.
  var identifier: String { (["prep"] + path).joined(separator: "_").replacing("-", with: "_") }

  static func all(below root: CommandDefinition) -> [CompletedCommand] {
    root.withPaths().filter { !$0.command.isHidden }.map { path, command in
      let interface = command.makeInterface?()
      let shown = (interface?.options ?? []).filter { !$0.isHidden } + [Self.option("help", "h", "Show this help")]
      return CompletedCommand(
        path: Array(path.dropFirst()), abstract: command.abstract,
        subcommands: command.visibleSubcommands.map { ($0.name, $0.abstract) }
          + (path.count == 1 ? [("help", "Show the help of a command")] : []),
        options: path.count == 1 ? shown + [Self.option("version", nil, "Show the version")] : shown,
        operand: interface?.operand)
    }
  }

  private static func option(_ name: String, _ short: Character?, _ help: String) -> OptionDescription {
    OptionDescription(
      name: name, short: short, kind: .flag, valueName: "", allowedValues: [], defaultText: nil, help: help,
      section: "", isCommon: false,
      isRequired: false, isHidden: false, needsValue: false, completion: .nothing)
  }
}

/// A text between single quotes, as POSIX shells read it.
func shellQuoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
