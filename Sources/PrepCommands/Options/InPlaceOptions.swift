import PrepJobs
import PrepOptions

/// Whether a command replaces its files by what it makes of them.
struct InPlaceOptions {
  /// Whether each file is replaced.
  var isAsked = false

  /// The options of a command.
  static var definitions: [OptionDefinition<InPlaceOptions>] {
    [.flag("in-place", \.isAsked, "Replace each JSON Lines file with the result")]
  }

  /// - Parameter others: What else was asked for that `--in-place` makes no sense with, by their names.
  /// - Throws: ``UsageError``.
  func check(_ output: OutputOptions, _ files: InputFiles, _ reading: InputOptions, _ others: [String: Bool] = [:])
    throws
  {
    guard isAsked else { return }
    var excluded = others
    excluded["output"] = output.output != nil
    excluded["part"] = reading.part != nil
    if let other = excluded.filter(\.value).keys.min() {
      throw UsageError("--in-place cannot be combined with --\(other)")
    }
    if files.areUnnamed || files.paths.contains("-") { throw UsageError("--in-place needs files") }
  }
}

extension Session {
  /// Runs a job for each of some files, which takes the place of its input.
  ///
  /// - Parameters:
  ///   - shared: Outputs that all runs write to.
  ///   - job: The job that reads an input and writes an output.
  ///   - say: Says what a run came to.
  func replace<J: Job>(
    _ inputs: [JobInput], _ reading: InputOptions, sharing shared: [SharedOutput?],
    job: (JobInput, JobOutput) -> J, say: (J.Summary) -> Void
  ) throws {
    let files = try InPlaceFiles(inputs, reading)
    guard let first = inputs.first else { return }
    try files.check(job(first, files.output(for: first)), besides: besides())
    do {
      for input in inputs { say(try run(job(input, files.output(for: input)))) }
    } catch {
      // What is invalid is still worth having then.
      if ExitStatus(for: error) == .badData { for output in shared { try? output?.conclude() } }
      throw error
    }
    for output in shared { try output?.conclude() }
  }
}
