import PrepBytePairEncoding
import PrepTraining

/// Counts the words of a command's inputs on all threads.
struct CorpusCounting {
  let session: Session
  let input: InputOptions
  let text: TextOptions
  let invalidOptions: InvalidOptions
  let corpus: CorpusOptions

  /// Reads all inputs; the result gives the words.
  ///
  /// - Parameters:
  ///   - rules: How texts are split.
  ///   - pattern: The pattern, where it is known already.
  ///   - budget: The memory that words may take before they go to temporary files.
  func run(_ rules: CountingRules, pattern: SplitPattern? = nil, budget: Int = .max) throws -> CorpusCounter {
    var options = try corpus.countingOptions(rules, pattern: pattern)
    options.budget = budget
    let weights = try corpus.weights(input.paths)
    let invalid = try InvalidRecords(options: invalidOptions, session: session)
    var run = DocumentRun(session: session, text: text, maxLine: input.maxLine.value, invalid: invalid)
    run.takesNestedTexts = true
    // A sample is one of whole texts, and a bad text is left out as a whole.
    run.cutsTexts = options.pattern.isKnown && options.sample >= 1 && (text.bytes || invalidOptions.stopsAtOnce)
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
