import PrepBytes
import PrepDiagnostics
import PrepJobs
import PrepSystem

/// One run of a command: hears what its jobs do, and says it on standard error; writes the report.
final class Session: JobObserver {
  let console: Console
  let progress: ProgressDisplay
  private let progressReport: ProgressReport
  /// The counts for `--report`.
  private var report = JobReport()
  private let options: RunOptions

  init(command: String, options: RunOptions) {
    console = Console(command: command, quiet: options.quiet)
    progress = ProgressDisplay(console: console, isEnabled: !options.quiet)
    progressReport = ProgressReport(descriptor: options.progressDescriptor)
    self.options = options
  }

  /// Runs a job with the threads that were asked for, and hears of it.
  ///
  /// - Parameter path: A file that is read beside those of the job.
  func run<J: Job>(_ job: J, reading path: String? = nil) throws -> J.Summary {
    return try JobRun(job, besides: besides(reading: path), threads: options.threads, observer: self).run()
  }

  /// The files of a run beside those of its job.
  ///
  /// - Parameter path: A file that is read.
  func besides(reading path: String? = nil) -> JobFiles {
    var besides = JobFiles()
    if let path { besides.reads(path) }
    if let report = options.report { besides.writes(report) }
    return besides
  }

  /// How many threads a run may use.
  var threads: Int { options.threads ?? Processors.available }

  /// Prints the one line that says what was done; not with `--quiet`.
  func summarize(_ text: String) { console.note(text) }

  // MARK: What jobs say

  func expects(bytes: Int?) {
    progress.totalBytes = bytes
    progressReport.totalBytes = bytes
  }

  func advanced(bytes: Int, records: Int) {
    progress.advance(bytes: bytes, records: records)
    progressReport.advance(bytes: bytes, records: records)
  }

  func learned(ids: Int, of total: Int) { progress.show("\(Counted.grouped(ids)) of \(Counted(total, "id"))") }

  func found(_ finding: Diagnostic) { console.say(finding.description) }

  func noted(_ note: JobNote) { summarize(note.words) }

  func counted(_ report: JobReport) { self.report.add(report) }

  // MARK: The end

  /// Ends a run that went well.
  func finish() throws {
    progress.clear()
    progressReport.finish()
    try writeReport()
  }

  /// Says why a run failed and gives its exit status. The report is still written when bad data stopped the run.
  func fail(_ error: any Error) -> ExitStatus {
    progress.clear()
    let status = ExitStatus(for: error)
    if status == .success || error is ExitStatus {
      try? writeReport()
      return status
    }
    console.say("\(error)")
    if status == .badData { try? writeReport() }
    return status
  }

  private func writeReport() throws {
    guard let path = options.report else { return }
    // The attempt that was complete first may have written it.
    if report.wasFinishedByAnother, FileNames.exists(path) { return }
    let sink = try OutputFile.open(path)
    try sink.write(report.json + "\n")
    try sink.finish()
  }
}
