import PrepDiagnostics
import PrepTokens

/// What a run gives its job: threads, counts, and the ear of whoever observes.
public final class JobContext {
  /// How many threads the run may use.
  package let threads: Int
  /// How many chunks of input may be under way where they are encoded: a few more than there are threads, because one
  /// is done in the time of several now and then, and those behind it are delivered after it.
  package var chunksAhead: Int { max(32, 2 * threads) }
  /// The counts; a job fills them in as it goes.
  package var report = JobReport()
  private let observer: any JobObserver
  private let cancellation: Cancellation
  private var badDataActions: [() throws -> Void] = []
  /// Says where findings lie for the user, where the run reads files that he has not named; nil where they lie as they say.
  var placing: ((Diagnostic) -> Diagnostic)?

  /// - Parameters:
  ///   - threads: How many threads the run may use; at least 1.
  ///   - observer: Who hears of the run.
  ///   - cancellation: Who asks whether it is to end.
  package init(threads: Int, observer: any JobObserver, cancellation: Cancellation = Cancellation()) {
    self.threads = threads
    self.observer = observer
    self.cancellation = cancellation
  }

  /// How often the run reads all of its inputs. A byte counts as done when it has been read as often, a record when it
  /// is read first.
  package var passes = 1
  /// Bytes that have been read, in all passes.
  private var bytesRead = 0
  private var countsRecords = true

  /// Says how many bytes of input there are in all.
  package func expect(bytes: Int?) { observer.expects(bytes: bytes) }

  /// Says what has been done; call it once a batch.
  ///
  /// - Throws: ``JobCancellation`` when the run is to end.
  package func advance(bytes: Int, records: Int) throws {
    let before = bytesRead / passes
    bytesRead += bytes
    observer.advanced(bytes: bytesRead / passes - before, records: countsRecords ? records : 0)
    try cancellation.check()
  }

  /// Says that a sequence has been done: four bytes a token, whatever form it came in.
  ///
  /// - Throws: ``JobCancellation`` when the run is to end.
  package func advance(tokensOf sequence: TokenSequence) throws {
    try advance(bytes: 4 * (sequence.tokens.count + (sequence.rejected?.tokens.count ?? 0)), records: 1)
  }

  /// Whether the run is to end.
  package var isCancelled: Bool { cancellation.isCancelled }

  /// - Throws: ``JobCancellation`` when the run is to end.
  package func check() throws { try cancellation.check() }

  /// Says how much of a vocabulary there is.
  package func learned(ids: Int, of total: Int) { observer.learned(ids: ids, of: total) }

  /// Hands on a finding that does not end the run.
  package func found(_ finding: Diagnostic) {
    let finding = placing.map { $0(finding) } ?? finding
    if finding.severity == .warning {
      // What is read again has been told of.
      if isFurther, told.contains(finding.description) { return }
      if told.count < Self.mostTold { told.insert(finding.description) }
    }
    observer.found(finding)
  }

  /// The first warnings that were told.
  private var told: Set<String> = []
  private static let mostTold = 256
  /// Whether the inputs were read before in this run.
  private var isFurther = false

  /// Hands on a note.
  package func note(_ note: JobNote) { observer.noted(note) }

  /// Puts what a stage of a run counts into an object of its own, so that its counts do not add to those of the others.
  package func report(of stage: String, _ body: () -> Void) {
    let whole = report
    report = JobReport()
    body()
    let own = report
    report = whole
    report[stage] = .object(own)
  }

  /// Notes which part of a job the counts are of, as `i/N`; nil is the whole job.
  package func report(part: String?) { if let part { report[JobReport.part] = .text(part) } }

  /// Runs a piece of the run that counts by itself, such as a step of several.
  ///
  /// - Returns: What it gives, and its counts.
  package func piece<Value>(_ body: (JobContext) throws -> Value) throws -> (value: Value, report: JobReport) {
    let piece = JobContext(threads: threads, observer: observer, cancellation: cancellation)
    piece.placing = placing
    do { return (try body(piece), piece.report) } catch {
      if FailureKind(of: error) == .badData { piece.badDataActions.forEach { try? $0() } }
      throw error
    }
  }

  /// Runs a pass over inputs that were read before, as ``passes`` says; it counts by itself.
  ///
  /// - Returns: What it gives, and its counts.
  package func furtherPass<Value>(_ body: (JobContext) throws -> Value) throws -> (value: Value, report: JobReport) {
    try piece { piece in
      piece.passes = passes
      piece.bytesRead = bytesRead
      piece.countsRecords = false
      piece.isFurther = true
      piece.told = told
      defer { bytesRead = piece.bytesRead }
      return try body(piece)
    }
  }

  /// Keeps an action for the end of a run that bad data stops: the rejects are still worth having then.
  package func whenBadDataStops(_ action: @escaping () throws -> Void) { badDataActions.append(action) }

  /// Ends a run that went well.
  func finish() {
    badDataActions = []
    observer.counted(report)
  }

  /// Ends a run that failed.
  func fail(_ error: any Error) {
    defer { badDataActions = [] }
    switch FailureKind(of: error) {
    case .badData:
      badDataActions.forEach { try? $0() }
      observer.counted(report)
    case .closedPipe: observer.counted(report)
    default: break
    }
  }
}
