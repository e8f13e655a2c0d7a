// PrepCommands is the command line: options, messages, progress, signals and exit statuses. It holds no work of its own:
// each command parses flags into the options of a job, runs it and prints. Nothing below this module prints or exits.

import ArgumentParser
import PrepJobs

/// The root of the command line: `prep <command> …`.
public struct PrepCommand: ParsableCommand {
  public static let configuration: CommandConfiguration = CommandConfiguration(
    commandName: "prep",
    abstract: "Prepares and tokenizes training data.",
    discussion: """
      Each command reads files or standard input and writes standard output, so that they join into pipelines:

        prep tokenize train.jsonl | prep pack --length 2048 | prep shard -o shards/

      Every command has a manual page: man prep-tokenize.
      """,
    version: Version.full,
    subcommands: [
      SniffCommand.self,
      ConvertCommand.self,
      ValidateCommand.self,
      FixCommand.self,
      FormatCommand.self,
      DedupCommand.self,
      SplitCommand.self,
      TokenizeCommand.self,
      PackCommand.self,
      ShardCommand.self,
      RunCommand.self,
      ViewCommand.self,
      VerifyCommand.self,
      MergeCommand.self,
      ExportCommand.self,
      EncodeCommand.self,
      DecodeCommand.self,
      CountCommand.self,
      TrainCommand.self,
      TokenizerCommand.self,
    ])

  public init() {}
}

extension PrepCommand {
  /// Parses the arguments, runs the command and ends the process with its exit status.
  public static func start(_ arguments: [String]? = nil) -> Never {
    Signals.install()
    let words = arguments ?? Array(CommandLine.arguments.dropFirst())
    let commands = configuration.subcommands.compactMap { $0.configuration.commandName }
    if let word = words.first, let message = MisspelledCommand.message(about: word, among: commands) {
      Console(command: "prep", quiet: false).say(message + " (see prep --help)")
      ExitStatus.usage.exitProcess()
    }
    if TrainCommand.isAskedForHelp(words) {
      Console.writeToStandardOutput(helpMessage(for: TrainVocabularyCommand.self) + "\n")
      ExitStatus.success.exitProcess()
    }
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
      ExitStatus.success.exitProcess()
    } catch { report(error).exitProcess() }
  }

  /// Prints what the parser has to say and gives the status; what a command threw was printed by the command's session.
  private static func report(_ error: any Error) -> ExitStatus {
    if let status = error as? ExitStatus { return status }
    let code = exitCode(for: error)
    if code == .success {
      Console.writeToStandardOutput(fullMessage(for: error) + "\n")
      return .success
    }
    let usage = UsageMessage(fullMessage(for: error))
    Console(command: usage.command, quiet: false).say(usage.text)
    return .usage
  }
}
