import PrepBytePairEncoding
import PrepTokenizers
import PrepTraining

/// Counts the words of a job's inputs on all threads.
struct CorpusCounting {
  let context: JobContext
  let inputs: [JobInput]
  let reading: InputOptions
  let text: TextOptions
  let invalid: InvalidOptions
  let corpus: CorpusOptions
  /// Names at which texts are cut, besides those that the options name.
  var cuts: [String] = []
  /// Names that are told of where texts have them.
  var names: [String] = []

  /// Reads all inputs; the result gives the words.
  ///
  /// - Parameters:
  ///   - rules: How texts are split.
  ///   - pattern: The pattern, where it is known already.
  ///   - pipeline: What texts go through instead.
  ///   - budget: The memory that words may take before they go to temporary files.
  func run(
    _ rules: CountingRules, pattern: SplitPattern? = nil, pipeline: TextPipeline? = nil, budget: Int = .max
  ) throws -> CorpusCounter {
    var options = try corpus.countingOptions(rules, pattern: pipeline == nil ? pattern : .byteLevel)
    options.pipeline = pipeline
    options.budget = budget
    options.cuts = NameFinder((corpus.cutsAt + cuts).filter { !$0.isEmpty })
    options.names = NameFinder(names.filter { !options.cuts.names.contains($0) })
    let rejected = try InvalidRecords(invalid, context)
    var run = DocumentRun(context: context, text: text, reading: reading, invalid: rejected)
    run.tellsReading = false
    // A sample is one of whole texts, and a bad text is left out as a whole.
    run.cutsTexts =
      options.pattern.isKnown && pipeline == nil && options.sample >= 1
      && !options.cuts.mayBeCut && !options.names.mayBeCut && (text.acceptsBytes || invalid.stopsAtOnce)
    // The weights are those of the whole inputs.
    _ = try corpus.factors(of: inputs)
    let inputs = try run.part(of: inputs)
    let factors = corpus.weights(of: inputs)
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    let counter = CorpusCounter(options, threads: context.threads)
    for (input, factor) in zip(inputs, factors) {
      try run.process(
        input, initial: (), makeState: { counter.makeCounter() },
        work: { counter, text, _ in try counter.add(text, weight: factor) }, deliver: { _ in })
      counter.recycle()
    }
    try rejected.finish()
    let found = zip(options.names.names, counter.found).filter { $0.1 > 0 }
    if !found.isEmpty { context.note(.specialTokensInTexts(found.map { ($0.0, $0.1) })) }
    return counter
  }
}
