import PrepDiagnostics

/// What a command line asks for.
package enum CommandRequest {
  /// A run of a command.
  case run(() throws -> Void)
  /// The help of a command; the words that call it.
  case help(CommandDefinition, path: [String])
  /// The version of the program.
  case version
}

/// A command line that cannot be read; a wrong use.
package struct CommandLineFailure: Error, Sendable, CustomStringConvertible {
  /// The words that call the command concerned: `prep tokenizer show`.
  package var path: [String]
  /// What is wrong, in one line.
  package var message: String

  /// What is wrong and where help is.
  package var description: String { "\(message) (see \(path.joined(separator: " ")) --help)" }
}

extension CommandDefinition {
  /// Reads a command line.
  ///
  /// `--help` and `-h` anywhere before `--` ask for help, whatever else is wrong; so does `help` with the names of
  /// commands. `--version` does likewise. A command that only has commands below it shows its help when none is named.
  ///
  /// - Parameter words: The words behind the name of the program.
  package func request(_ words: [String]) throws(CommandLineFailure) -> CommandRequest {
    if words.first == "help" { return try help(words.dropFirst()) }
    var command = self
    var path = [name]
    var rest = words[...]
    while let word = rest.first, !command.subcommands.isEmpty {
      if let next = command.subcommands.first(where: { $0.name == word }) {
        command = next
        path.append(word)
        rest = rest.dropFirst()
      } else if command.makeInterface != nil || word.hasPrefix("-") {
        break
      } else {
        throw command.unknown(word, path)
      }
    }
    for word in rest.prefix(while: { $0 != "--" }) {
      if word == "--help" || word == "-h" { return .help(command, path: path) }
      if word == "--version" { return .version }
    }
    guard let interface = command.makeInterface?() else {
      guard let word = rest.first else { return .help(command, path: path) }
      let failure = OptionFailure(
        option: word, spelling: word, problem: .unknown(nearest: NearestNames.of(word, among: ["--help", "--version"])))
      throw CommandLineFailure(path: path, message: failure.description)
    }
    do throws(OptionFailure) { return .run(try interface.parse(Array(rest))) } catch {
      throw CommandLineFailure(path: path, message: error.description)
    }
  }

  private func help(_ words: ArraySlice<String>) throws(CommandLineFailure) -> CommandRequest {
    var command = self
    var path = [name]
    for word in words where !word.hasPrefix("-") && word != "help" {
      guard let next = command.subcommands.first(where: { $0.name == word }) else { throw command.unknown(word, path) }
      command = next
      path.append(word)
    }
    return .help(command, path: path)
  }

  private func unknown(_ word: String, _ path: [String]) -> CommandLineFailure {
    let nearest = NearestNames.of(word, among: visibleSubcommands.map(\.name) + (path.count == 1 ? ["help"] : []))
    let name = (path.dropFirst() + [OptionFailure.shown(word)]).joined(separator: " ")
    return CommandLineFailure(path: path, message: "there is no command '\(name)'" + NearestNames.question(nearest))
  }
}
