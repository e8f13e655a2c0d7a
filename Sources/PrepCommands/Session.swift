import PrepBytes
import PrepDiagnostics

/// One run of a command: where its messages, progress, counts and report go.
final class Session {
  let console: Console
  let progress: ProgressDisplay
  /// How many threads the run may use.
  let threads: Int
  /// How many chunks of input may be under way where they are encoded: a few more than there are threads, because one is done in the time of
  /// several now and then, and those behind it are delivered after it.
  var chunksAhead: Int { max(32, 2 * threads) }
  /// The counts for `--report`; a command fills them in as it goes.
  var report = RunReport()
  private let reportPath: String?
  private var badDataActions: [() throws -> Void] = []

  init(command: String, options: RunOptions) {
    console = Console(command: command, quiet: options.quiet)
    progress = ProgressDisplay(console: console, isEnabled: !options.quiet)
    threads = options.threads ?? Processors.available
    reportPath = options.report
  }

  /// Puts what a stage of a run counts into an object of its own, so that its counts do not add to those of the others.
  func report(of stage: String, _ body: () -> Void) {
    let whole = report
    report = RunReport()
    body()
    let own = report
    report = whole
    report[stage] = .object(own)
  }

  /// Prints the one line that says what was done; not with `--quiet`.
  func summarize(_ text: String) {
    progress.clear()
    console.note(text)
  }

  /// Prints a finding about the data.
  func print(_ diagnostic: Diagnostic) {
    progress.clear()
    console.say(diagnostic.description)
  }

  /// Keeps an action for the end of a run that bad data stops: the rejects are still worth having then.
  func whenBadDataStops(_ action: @escaping () throws -> Void) { badDataActions.append(action) }

  /// Ends a run that went well.
  func finish() throws {
    progress.clear()
    badDataActions = []
    try writeReport()
  }

  /// Says why a run failed and gives its exit status. The report is still written when bad data stopped the run.
  func fail(_ error: any Error) -> ExitStatus {
    progress.clear()
    defer { badDataActions = [] }
    let status = ExitStatus(for: error)
    if status == .success || error is ExitStatus {
      try? writeReport()
      return status
    }
    console.say("\(error)")
    if status == .badData {
      badDataActions.forEach { try? $0() }
      try? writeReport()
    }
    return status
  }

  private func writeReport() throws {
    guard let reportPath else { return }
    let sink = try OutputFile.open(reportPath)
    try sink.write(report.json + "\n")
    try sink.finish()
  }
}
