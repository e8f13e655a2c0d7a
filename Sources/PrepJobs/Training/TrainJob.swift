import PrepBytePairEncoding
import PrepBytes
import PrepDiagnostics
import PrepSystem
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
    /// Which model it is for.
    package var model = ModelOptions()
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
      try vocabulary.check(isOfCharacters: model.like != nil || model.model ?? .bpe != .bpe)
      try corpus.check()
      try model.check(corpus)
      if model.usesBlueprint { try checkBlueprint() }
      try text.check()
      try invalid.check()
    }
  }

  /// What was done.
  package struct Summary: Sendable {
    /// How improbable the words are under scored pieces: the mean of the negative logarithms of their probabilities.
    package var objective: Double?
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
    var vocabulary: ContinuedVocabulary
    var contents: VocabularyContents { vocabulary.contents }
    var rules: CountingRules {
      if let pipeline = vocabulary.pipeline { return CountingRules(pattern: pipeline.description) }
      return CountingRules(pattern: contents.pattern, normalization: contents.normalization)
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

  package func execute(_ context: JobContext) throws -> Summary {
    try options.check()
    let training = options.vocabulary.trainingOptions
    let blueprint = try options.model.blueprint(
      options.corpus, specialTokens: options.vocabulary.specialTokens, context)
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
    var rules =
      base?.rules ?? blueprint.map { CountingRules(pattern: $0.pipeline.description) } ?? options.corpus.rules
    let parts = min(context.threads, BytePairTrainer.mostThreads)
    let words: CountedWords
    if options.readsCounts {
      let counted: WordCounter
      (counted, rules) = try readCounts(base, blueprint, context)
      words = CountedWords([counted], parts: parts)
      if base == nil, blueprint == nil {
        try VocabularyContents.checkPattern(rules.pattern, forRanks: options.writesRanks)
      }
    } else {
      let counting = CorpusCounting(
        context: context, inputs: inputs, reading: options.reading, text: options.text, invalid: options.invalid,
        corpus: options.corpus, cuts: base?.contents.plainTokens.map(\.name) ?? [],
        names: blueprint?.names ?? training.specialTokens + (base?.contents.specialTokens.map(\.name) ?? []))
      words = try counting.run(
        rules, pattern: base?.vocabulary.pattern, pipeline: blueprint?.pipeline ?? base?.vocabulary.pipeline
      ).takeCounted(parts: parts)
    }
    let pieces = words.distinctCount
    context.report.add(words.totalCount, to: "pieces")
    if let blueprint {
      let made = try train(blueprint, consume words, context)
      try context.check()
      try sink.write(made.file)
      try sink.finish()
      try writeConfig(names: blueprint.names, unknown: blueprint.unknown, context)
      context.report.add(made.ids, to: "vocabulary_size")
      if let objective = made.objective { context.report["objective"] = .text("\(objective)") }
      return Summary(
        objective: made.objective, ids: made.ids, wanted: training.vocabularySize, merges: made.merges,
        differentPieces: pieces, hasBase: false)
    }
    let trained = try train(consume words, base, training, context)
    try context.check()
    let contents = trained.contents(rules: rules, continuing: base?.contents)
    try sink.write(
      options.writesRanks
        ? contents.writeTiktoken() : base?.vocabulary.file?.write(contents) ?? contents.writeTokenizerJSON())
    try sink.finish()
    if !options.writesRanks { try writeConfig(names: contents.specialTokens.map(\.name), unknown: nil, context) }
    context.report.add(trained.tokens.count, to: "vocabulary_size")
    return Summary(
      ids: trained.tokens.count, wanted: training.vocabularySize, merges: trained.merges.count, differentPieces: pieces,
      hasBase: base != nil)
  }

  private func train(
    _ words: consuming CountedWords, _ base: Base?, _ options: TrainingOptions, _ context: JobContext
  ) throws -> TrainedVocabulary {
    let trainer = BytePairTrainer(options)
    func show(_ tokens: Int) -> Bool {
      context.learned(ids: tokens, of: options.vocabularySize)
      return !context.isCancelled
    }
    guard let base else { return try trainer.train(words, progress: show) }
    return try trainer.train(words, continuing: base.contents, by: base.tokenizer.makeEncoder(), progress: show)
  }

  /// Writes the configuration beside a `tokenizer.json`, unless there is one.
  private func writeConfig(names: [String], unknown: String?, _ context: JobContext) throws {
    guard let path = TokenizerConfigFile.path(beside: output.path) else { return }
    if FileNames.exists(path) {
      return context.note(.tokenizer(path, "it is there already, and stays as it is"))
    }
    let file = TokenizerConfigFile(names: names, unknown: unknown, like: options.model.like)
    let sink = try JobOutput(path: path).open()
    try sink.write(try file.text())
    try sink.finish()
  }

  private func readBase(_ name: String, _ training: TrainingOptions, _ context: JobContext) throws -> Base {
    let corpus = options.corpus
    let tokenizer = try NamedTokenizer.load(name, pattern: corpus.pattern, context)
    let vocabulary = try tokenizer.vocabularyToContinue()
    let contents = vocabulary.contents
    if options.writesRanks, vocabulary.file != nil {
      throw JobFailure("no-ranks", "ranks cannot say all that \(tokenizer.name) does to texts; write a tokenizer.json")
    }
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
    return Base(tokenizer: tokenizer, vocabulary: vocabulary)
  }

  /// The sum of all counts, and the rules they were counted by.
  private func readCounts(_ base: Base?, _ blueprint: TokenizerBlueprint?, _ context: JobContext) throws -> (
    WordCounter, CountingRules
  ) {
    let corpus = options.corpus
    let factors = try corpus.factors(of: inputs)
    let inputs = inputs
    var merger = try CountsMerger(count: inputs.count) { (try CountsReader(inputs[$0].open()), factors[$0]) }
    let rules = merger.rules
    if let pattern = base?.rules.pattern ?? blueprint?.pipeline.description ?? corpus.pattern, pattern != rules.pattern
    {
      throw JobFailure("other-pattern", "the counts were made with the pattern \(rules.pattern), not with \(pattern)")
    }
    if blueprint == nil, base?.vocabulary.pipeline == nil, rules.pattern.hasPrefix("{") {
      throw JobFailure(
        "other-pattern", "the counts were made for another model; say --model, and --like where they were made with it")
    }
    if blueprint == nil, base?.vocabulary.pipeline == nil,
      let normalization = base?.rules.normalization ?? corpus.normalization.map({ $0.form?.rawValue ?? "" }),
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
