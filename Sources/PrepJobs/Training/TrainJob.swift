import PrepBytePairEncoding
import PrepBytes
import PrepTokenizers
import PrepTraining

/// A vocabulary from texts or records, or from counts that several runs made.
package struct TrainJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// How inputs are read.
    package var reading = InputOptions()
    /// What the vocabulary is to be like.
    package var vocabulary: VocabularyOptions
    /// What is counted of the texts.
    package var corpus = CorpusOptions()
    /// How inputs are cut into documents.
    package var text = TextOptions()
    /// What becomes of bad records.
    package var invalid = InvalidOptions()
    /// Whether the inputs are counts, as ``CountWordsJob`` and ``MergeCountsJob`` write them.
    package var readsCounts = false
    /// Whether ranks are written, `.tiktoken`; else `tokenizer.json`.
    package var writesRanks = false

    /// The defaults, for a vocabulary.
    package init(vocabulary: VocabularyOptions) { self.vocabulary = vocabulary }

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      try reading.check()
      try vocabulary.check()
      try corpus.check()
      try text.check()
      try invalid.check()
    }
  }

  /// What was done.
  package struct Summary: Sendable {
    /// How many ids the vocabulary has.
    package var ids: Int
    /// How many were asked for.
    package var wanted: Int
    /// The merges that were made; with a base, the new ones.
    package var merges: Int
    /// Different ones among them.
    package var differentPieces: Int
    /// Whether training went on from a tokenizer.
    package var hasBase: Bool
  }

  /// The vocabulary that training goes on from.
  private struct Base {
    var tokenizer: Tokenizer
    var contents: VocabularyContents
    var pattern: SplitPattern
    var rules: CountingRules { CountingRules(pattern: contents.pattern, normalization: contents.normalization) }
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

  package func execute(_ context: JobContext) throws -> Summary {
    try options.check()
    let training = options.vocabulary.trainingOptions
    let base = try options.vocabulary.base.map { try readBase($0, training, context) }
    if let pattern = options.corpus.pattern, base == nil {
      _ = try options.corpus.countingOptions(options.corpus.rules)
      do throws(TokenizerFailure) {
        try VocabularyContents.checkPattern(pattern, forRanks: options.writesRanks)
      } catch {
        throw JobFailure("invalid-pattern", "--pattern: \(error.message)")
      }
    }
    let sink = try output.open()
    var rules = base?.rules ?? options.corpus.rules
    let words: WordCounter
    if options.readsCounts {
      (words, rules) = try readCounts(base, context)
      if base == nil { try VocabularyContents.checkPattern(rules.pattern, forRanks: options.writesRanks) }
    } else {
      let counting = CorpusCounting(
        context: context, inputs: inputs, reading: options.reading, text: options.text, invalid: options.invalid,
        corpus: options.corpus, cuts: base?.contents.plainTokens.map(\.name) ?? [],
        names: training.specialTokens + (base?.contents.specialTokens.map(\.name) ?? []))
      words = try counting.run(rules, pattern: base?.pattern).takeWords()
    }
    let pieces = words.distinctCount
    context.report.add(words.totalCount, to: "pieces")
    let trained = try train(consume words, base, training, context)
    try context.check()
    let contents = trained.contents(rules: rules, continuing: base?.contents)
    try sink.write(options.writesRanks ? contents.writeTiktoken() : contents.writeTokenizerJSON())
    try sink.finish()
    context.report.add(trained.tokens.count, to: "vocabulary_size")
    return Summary(
      ids: trained.tokens.count, wanted: training.vocabularySize, merges: trained.merges.count, differentPieces: pieces,
      hasBase: base != nil)
  }

  private func train(
    _ words: consuming WordCounter, _ base: Base?, _ options: TrainingOptions, _ context: JobContext
  ) throws -> TrainedVocabulary {
    let trainer = BytePairTrainer(options)
    func show(_ tokens: Int) -> Bool {
      context.learned(ids: tokens, of: options.vocabularySize)
      return !context.isCancelled
    }
    guard let base else { return try trainer.train(words, progress: show) }
    return try trainer.train(words, continuing: base.contents, by: base.tokenizer.makeEncoder(), progress: show)
  }

  private func readBase(_ name: String, _ training: TrainingOptions, _ context: JobContext) throws -> Base {
    let corpus = options.corpus
    let tokenizer = try NamedTokenizer.load(name, pattern: corpus.pattern, context)
    let (contents, pattern) = try tokenizer.contentsToContinue()
    if let form = corpus.normalization, form.form?.rawValue ?? "" != contents.normalization {
      throw JobFailure(
        "other-normalization",
        "--normalize \(form.rawValue): \(tokenizer.name) normalizes to \(Self.name(contents.normalization))")
    }
    if training.vocabularySize < tokenizer.vocabularySize {
      throw JobFailure(
        "out-of-range",
        "--vocab-size takes at least the \(Counted(tokenizer.vocabularySize, "id")) of \(tokenizer.name)")
    }
    return Base(tokenizer: tokenizer, contents: contents, pattern: pattern)
  }

  /// The sum of all counts, and the rules they were counted by.
  private func readCounts(_ base: Base?, _ context: JobContext) throws -> (WordCounter, CountingRules) {
    let corpus = options.corpus
    let factors = try corpus.factors(of: inputs)
    let inputs = inputs
    var merger = try CountsMerger(count: inputs.count) { (try CountsReader(inputs[$0].open()), factors[$0]) }
    let rules = merger.rules
    if let pattern = base?.rules.pattern ?? corpus.pattern, pattern != rules.pattern {
      throw JobFailure("other-pattern", "the counts were made with the pattern \(rules.pattern), not with \(pattern)")
    }
    if let normalization = base?.rules.normalization ?? corpus.normalization.map({ $0.form?.rawValue ?? "" }),
      normalization != rules.normalization
    {
      throw JobFailure(
        "other-normalization", "the counts were made of texts normalized to \(Self.name(rules.normalization))")
    }
    let words = WordCounter()
    try merger.forEach {
      try context.check()
      words.add($0, count: $1)
    }
    return (words, rules)
  }

  private static func name(_ normalization: String) -> String { normalization.isEmpty ? "none" : normalization }
}
