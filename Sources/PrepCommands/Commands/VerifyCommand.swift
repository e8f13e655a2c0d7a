import ArgumentParser
import PrepBytes
import PrepDiagnostics
import PrepShards
import PrepTokens

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
    let sink = try output.open()
    var fails = false
    for path in paths.isEmpty ? ["-"] : paths {
      let report = try TokenSources.isDirectory(path) ? ShardVerifier.verify(directory: path, threads: session.threads) : Self.verifyStream(path)
      for finding in report.findings {
        try sink.write("\(finding)\n")
        session.report.add(1, to: finding.code.rawValue)
        fails = fails || failOn.includes(finding.severity)
      }
      session.report.add(report.totals.sequences, to: "rows")
      session.report.add(report.totals.tokens, to: "tokens")
      session.report.add(report.totals.trainedTokens, to: "trained_tokens")
      let verdict = report.findings.isEmpty ? "sound" : Counted(report.findings.count, "finding").description
      let totals = report.totals
      session.summarize(
        "\(path == "-" ? "<stdin>" : path): \(verdict), \(Counted(totals.sequences, "row")), \(Counted(totals.tokens, "token")), \(Counted.grouped(totals.trainedTokens)) trained")
    }
    try sink.finish()
    if fails { throw ExitStatus.findings }
  }

  private static func verifyStream(_ path: String) throws -> ShardVerifier.Report {
    var report = ShardVerifier.Report()
    do {
      let source = try TokenStreamSource(paths: [path])
      while let sequence = try source.next() { report.totals.add(sequence) }
    } catch let failure as IOFailure where failure.code == .damaged {
      let file = path == "-" ? "<stdin>" : path
      report.findings.append(Diagnostic("damaged-stream", failure.message, at: SourceLocation(file: file)))
    } catch let finding as Diagnostic {
      report.findings.append(finding)
    }
    return report
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
