import ArgumentParser
import PrepDiagnostics
import PrepJobs

/// `prep verify`: recomputes the checksums and counts of shard sets and token streams.
struct VerifyCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Checks every checksum and count of shard sets and token streams.")

  @Argument(help: ArgumentHelp("Shard sets (directories) or token streams; none or '-' is standard input.", valueName: "FILE"))
  var paths: [String] = []

  @Option(help: "The least finding that makes the exit status 1.")
  var failOn: FailureLevel = .error

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    let worst = try session.run(VerifyJob(inputs: JobInput.files(paths), output: output.text)).worst
    if worst.map({ failOn.includes($0) }) ?? false { throw ExitStatus.findings }
  }
}

/// `--fail-on`: which findings make a run fail.
enum FailureLevel: String, ExpressibleByArgument, CaseIterable, Sendable {
  case error, warn, info, never

  func includes(_ severity: Diagnostic.Severity) -> Bool {
    switch self {
    case .error: severity >= .error
    case .warn: severity >= .warning
    case .info: true
    case .never: false
    }
  }
}
