import PrepTraining

/// Counts the words of a command's inputs on all threads.
struct CorpusCounting {
  let session: Session
  let input: InputOptions
  let text: TextOptions
  let invalidOptions: InvalidOptions
  let corpus: CorpusOptions

  /// Reads all inputs; the result gives the words.
  func run(budget: Int = .max) throws -> CorpusCounter {
    var options = try corpus.countingOptions()
    options.budget = budget
    let weights = try corpus.weights(input.paths)
    let invalid = try InvalidRecords(options: invalidOptions, session: session)
    var run = DocumentRun(session: session, text: text, maxLine: input.maxLine.value, invalid: invalid)
    run.takesNestedTexts = true
    session.progress.totalBytes = input.totalBytes
    let counter = CorpusCounter(options, threads: session.threads)
    for (path, weight) in zip(input.paths, weights) {
      try run.process(
        path, initial: (), makeState: { counter.makeCounter() },
        work: { counter, text, _ in try counter.add(text, weight: weight) }, deliver: { _ in })
      counter.recycle()
    }
    try invalid.finish()
    return counter
  }
}
