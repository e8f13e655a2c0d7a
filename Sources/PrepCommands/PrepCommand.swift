// PrepCommands is the command line: options, messages, progress, signals and exit statuses. It holds no work of its
// own: each command reads flags into the options of a job, runs it and prints. Nothing below this module prints or
// exits.

import PrepBytes
import PrepJobs
import PrepOptions
import PrepSystem
import PrepUnicode

/// The root of the command line: `prep <command> …`.
public enum PrepCommand {
  /// The commands, in the order in which help lists them.
  package static var definition: CommandDefinition {
    CommandDefinition(
      name: "prep", abstract: "Prepare, check and tokenize training data for language models",
      subcommands: [
        SniffCommand.definition, StatsCommand.definition([StatsMergeCommand.definition]), ValidateCommand.definition,
        FixCommand.definition, ConvertCommand.definition,
        FormatCommand.definition,
        FilterCommand.definition,
        DedupCommand.definition([
          DedupSignCommand.definition, DedupGroupCommand.definition, DedupVerifyCommand.definition,
          DedupDecideCommand.definition, DedupApplyCommand.definition,
        ]), DecontaminateCommand.definition, SplitCommand.definition,
        ShuffleCommand.definition, SampleCommand.definition,
        MixCommand.definition, TokenizeCommand.definition,
        PackCommand.definition,
        ShardCommand.definition,
        RunCommand.definition, PartCommand.definition, MergeCommand.definition, JoinCommand.definition,
        ReportCommand.definition, RepackCommand.definition,
        ExportCommand.definition,
        ViewCommand.definition,
        VerifyCommand.definition,
        EncodeCommand.definition, DecodeCommand.definition, CountCommand.definition,
        TrainCommand.definition([TrainCountCommand.definition, TrainMergeCommand.definition]),
        TokenizerCommand.definition, TemplatesCommand.definition,
        DoctorCommand.definition, ManualCommand.definition, CompletionsCommand.definition,
      ])
  }

  /// Reads the arguments, runs the command and ends the process with its exit status.
  public static func start(_ arguments: [String]? = nil) -> Never {
    ThisProcess.holdStandardStreams()
    // Before all else: to hear of signals takes a thread.
    @Sendable func words(_ resource: ExhaustedResource) -> String {
      "the system gives no more \(resource.rawValue) (see prep doctor)"
    }
    FaultCleanup.install(withoutMemory: "prep: \(words(.memory))\n", status: ExitStatus.unavailable.code)
    ResourceExhaustion.whenItHappens { resource in
      Console(command: "prep", quiet: false).say(words(resource))
      TemporaryFiles.removeAllForGood()
      ThisProcess.exitAtOnce(ExitStatus.unavailable.code)
    }
    Signals.install()
    // Half-way through a text there is no right result to go on with.
    MatchFailures.whenOneHappens { failure in
      Console(command: "prep", quiet: false).say("\(failure)")
      TemporaryFiles.removeAllForGood()
      ThisProcess.exitAtOnce(ExitStatus.badData.code)
    }
    status(of: arguments ?? ThisProcess.arguments).exitProcess()
  }

  private static func status(of words: [String]) -> ExitStatus {
    do {
      switch try definition.request(words) {
      case .run(let run): try run()
      case .help(let command, let path):
        try show(HelpText(command, path: path, width: Console.outputWidth ?? HelpText.usualWidth).text)
      case .version: try show(Version.full + "\n")
      }
      return .success
    } catch let failure as CommandLineFailure {
      Console(command: failure.path.joined(separator: " "), quiet: false).say("\(failure)")
      return .usage
    } catch let status as ExitStatus {
      return status
    } catch {
      let status = ExitStatus(for: error)
      if status != .success { Console(command: "prep", quiet: false).say("\(error)") }
      return status
    }
  }

  /// Writes text to standard output for the user who asked for it.
  ///
  /// - Throws: `IOFailure` when the text does not get there.
  private static func show(_ text: String) throws {
    let sink = FileByteSink.standardOutput()
    try sink.write(text)
    try sink.finish()
  }
}
