import PrepBytes
import PrepTokenizers
import PrepTraining

/// The words of a part of a corpus and how often each occurs.
package struct CountWordsJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// How inputs are read.
    package var reading = InputOptions()
    /// What is counted of the texts.
    package var corpus = CorpusOptions()
    /// The model that they are counted for.
    package var model = ModelOptions()
    /// How inputs are cut into documents.
    package var text = TextOptions()
    /// What becomes of bad records.
    package var invalid = InvalidOptions()
    /// The memory that counts may take; beyond, they go to temporary files.
    package var memory = 1 << 30

    /// The defaults.
    package init() {}

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      try reading.check()
      try corpus.check()
      try model.check(corpus)
      try text.check()
      try invalid.check()
      if memory < 1 << 20 { throw JobFailure("out-of-range", "--memory takes at least 1Mi") }
    }
  }

  /// How it is done.
  package var options: Options
  /// What is read, in order.
  package var inputs: [JobInput]
  /// Where the result goes.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(_ options: Options, inputs: [JobInput], output: JobOutput) {
    self.options = options
    self.inputs = inputs
    self.output = output
  }

  package func execute(_ context: JobContext) throws -> WordCount {
    try options.check()
    let sink = try output.open()
    let counting = CorpusCounting(
      context: context, inputs: inputs, reading: options.reading, text: options.text, invalid: options.invalid,
      corpus: options.corpus)
    let pipeline = try options.model.blueprint(options.corpus, specialTokens: [], context)?.pipeline
    let rules = pipeline.map { CountingRules(pattern: $0.description) } ?? options.corpus.rules
    let words = try counting.run(rules, pipeline: pipeline, budget: options.memory)
    let writer = CountsWriter(sink, rules: rules)
    try words.write(to: writer)
    context.report.add(writer.total, to: "pieces")
    return WordCount(pieces: writer.total, differentPieces: writer.wordCount)
  }
}

/// How many pieces were counted.
package struct WordCount: Sendable {
  /// Pieces of texts.
  package var pieces: Int
  /// Different ones among them.
  package var differentPieces: Int
}
