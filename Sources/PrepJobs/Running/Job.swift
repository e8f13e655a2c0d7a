// PrepJobs is where the steps meet: each command's run as a value with options, inputs, outputs and an observer. It
// knows no flags, no terminal and no exit status; the command line, recipes, libraries and other languages call it
// alike.

/// What a command does, as a value: options, inputs and outputs, ready to be run.
///
/// A job is run by a ``JobRun``, which any thread can cancel:
///
/// ```swift
/// let run = JobRun(TokenizeJob(options, inputs: [JobInput(path: "train.jsonl")], output: JobOutput(path: "tokens")))
/// let summary = try run.run()
/// ```
public protocol Job {
  /// What there is to say of a run that went well, as values.
  associatedtype Summary

  /// Does the work once.
  ///
  /// - Throws: ``JobFailure`` for options that make no sense, a `Diagnostic` for bad data that stops the run,
  ///   ``JobCancellation``, and what the steps throw. Nothing stands under a final name then, but what the options ask
  ///   to keep: see ``InvalidOptions``.
  func execute(_ context: JobContext) throws -> Summary
}

/// One run of a job.
public final class JobRun<J: Job>: @unchecked Sendable {
  // SAFETY: the job and the context are the running thread's alone; other threads reach nothing but `cancellation`,
  // which is made for that.
  private let job: J
  private let context: JobContext
  private let cancellation: Cancellation
  private let besides: JobFiles

  /// - Parameters:
  ///   - threads: How many threads may work; nil is one for each processor. The output never depends on it.
  ///   - observer: Who hears of the run, on the thread that runs it.
  public convenience init(
    _ job: J, threads: Int? = nil, observer: any JobObserver = SilentObserver(),
    cancellation: Cancellation = Cancellation()
  ) {
    self.init(job, besides: JobFiles(), threads: threads, observer: observer, cancellation: cancellation)
  }

  /// A run of a job.
  ///
  /// - Parameter besides: Files that whoever runs the job reads and writes beside it: a recipe, a report.
  package init(
    _ job: J, besides: JobFiles, threads: Int? = nil, observer: any JobObserver = SilentObserver(),
    cancellation: Cancellation = Cancellation()
  ) {
    self.job = job
    self.besides = besides
    self.cancellation = cancellation
    context = JobContext(threads: threads ?? Processors.available, observer: observer, cancellation: cancellation)
  }

  /// Does the work; call it once.
  ///
  /// No file that is read, and no other output, is written over: the run ends before it has begun then.
  ///
  /// - Throws: As ``Job/execute(_:)``, ``JobFailure`` too where an output is an input or another output. When bad data
  ///   stopped the run, the rejects are kept and the observer has heard the counts.
  public func run() throws -> J.Summary {
    do {
      try cancellation.check()
      var files = JobFiles(of: job)
      files.add(besides)
      try files.check()
      try besides.tryOutputs(besides: JobFiles(of: job))
      let summary = try job.execute(context)
      if let changes = (summary as? any RecordBalance)?.changes { context.report.balance(changes) }
      context.finish()
      return summary
    } catch {
      context.fail(error)
      throw error
    }
  }

  /// Ends the run at the next batch; ``run()`` then throws ``JobCancellation``. Any thread may call it, at any time.
  public func cancel() { cancellation.cancel() }
}
