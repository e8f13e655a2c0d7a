import ArgumentParser
import PrepBytePairEncoding
import PrepBytes
import PrepCodecs
import PrepTokenizers
import PrepTraining

/// `prep train`: a vocabulary from text, in one run or from counts that several runs made.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Makes a byte-level BPE vocabulary from texts or records.",
    usage: "prep train --vocab-size <N> [<options>] [<FILE> ...]",
    subcommands: [TrainVocabularyCommand.self, TrainCountCommand.self, TrainMergeCommand.self],
    defaultSubcommand: TrainVocabularyCommand.self)

  /// Whether the help of `prep train` is wanted, whose options are those of its default subcommand.
  static func isAskedForHelp(_ arguments: [String]) -> Bool {
    ["--help", "-h", "-help"].contains { arguments == ["train", $0] } || arguments == ["help", "train"]
  }
}

/// `prep train` itself.
struct TrainVocabularyCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "vocabulary", abstract: "Makes a byte-level BPE vocabulary from texts, records or counts.",
    usage: "prep train --vocab-size <N> [<options>] [<FILE> ...]",
    discussion: """
      prep train count and prep train merge count the parts of a corpus, for --from-counts; see prep help train count.

        prep train corpus.jsonl --vocab-size 32768 --special-tokens '<|endoftext|>' -o tokenizer.json
      """)
  static let fullName = "prep train"

  @OptionGroup var input: InputOptions

  @Flag(help: "The files are counts, as prep train count and prep train merge write them.")
  var fromCounts = false

  @OptionGroup(title: "Vocabulary") var vocabulary: VocabularyOptions
  @OptionGroup(title: "Corpus") var corpus: CorpusOptions
  @OptionGroup(title: "Text") var text: TextOptions
  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  /// The vocabulary that training goes on from.
  private struct Base {
    var tokenizer: Tokenizer
    var contents: VocabularyContents
    var pattern: SplitPattern
    var rules: CountingRules { CountingRules(pattern: contents.pattern, normalization: contents.normalization) }
  }

  func execute(_ session: Session) throws {
    let options = vocabulary.trainingOptions
    let base = try vocabulary.base.map { try readBase($0, options) }
    let sink = try output.open()
    var rules = base?.rules ?? corpus.rules
    let words: WordCounter
    if fromCounts {
      (words, rules) = try readCounts(base)
    } else {
      let counting = CorpusCounting(session: session, input: input, text: text, invalidOptions: invalidOptions, corpus: corpus)
      words = try counting.run(rules, pattern: base?.pattern).takeWords()
    }
    let pieces = Counted(words.distinctCount, "different piece")
    session.report.add(words.totalCount, to: "pieces")
    let trained = try train(consume words, base, options, session)
    let contents = trained.contents(rules: rules, continuing: base?.contents)
    let isRanks = output.output?.hasSuffix(".tiktoken") ?? false
    try sink.write(isRanks ? contents.writeTiktoken() : contents.writeTokenizerJSON())
    try sink.finish()
    session.report.add(trained.tokens.count, to: "vocabulary_size")
    session.summarize("\(Counted(trained.tokens.count, "id")), \(Counted(trained.merges.count, "\(base == nil ? "" : "new ")merge")) from \(pieces)")
    if trained.tokens.count < options.vocabularySize {
      session.console.note("there was not enough text for \(Counted(options.vocabularySize, "id")): no pair is left that occurs often enough")
    }
  }

  private func train(_ words: consuming WordCounter, _ base: Base?, _ options: TrainingOptions, _ session: Session) throws -> TrainedVocabulary {
    let trainer = BytePairTrainer(options)
    func show(_ tokens: Int) { session.progress.show("\(Counted.grouped(tokens)) of \(Counted(options.vocabularySize, "id"))") }
    guard let base else { return try trainer.train(words, progress: show) }
    return try trainer.train(words, continuing: base.contents, by: base.tokenizer.makeEncoder(), progress: show)
  }

  private func readBase(_ name: String, _ options: TrainingOptions) throws -> Base {
    let tokenizer = try Tokenizer.resolve(name, pattern: corpus.pattern)
    let (contents, pattern) = try tokenizer.contentsToContinue()
    if let form = corpus.normalize, form.form?.rawValue ?? "" != contents.normalization {
      throw UsageError("--normalize \(form.rawValue): \(tokenizer.name) normalizes to \(contents.normalization.isEmpty ? "none" : contents.normalization)")
    }
    if options.vocabularySize < tokenizer.vocabularySize {
      throw UsageError("--vocab-size takes at least the \(Counted(tokenizer.vocabularySize, "id")) of \(tokenizer.name)")
    }
    return Base(tokenizer: tokenizer, contents: contents, pattern: pattern)
  }

  /// The sum of all counts, and the rules they were counted by.
  private func readCounts(_ base: Base?) throws -> (WordCounter, CountingRules) {
    let weights = try corpus.weights(input.paths)
    let paths = input.paths
    var merger = try CountsMerger(count: paths.count) { (try CountsReader(openInput(path: paths[$0])), weights[$0]) }
    let rules = merger.rules
    if let pattern = base?.rules.pattern ?? corpus.pattern, pattern != rules.pattern {
      throw UsageError("the counts were made with the pattern \(rules.pattern), not with \(pattern)")
    }
    if let normalization = base?.rules.normalization ?? corpus.normalize.map({ $0.form?.rawValue ?? "" }), normalization != rules.normalization {
      throw UsageError("the counts were made of texts normalized to \(rules.normalization.isEmpty ? "none" : rules.normalization)")
    }
    let words = WordCounter()
    try merger.forEach { words.add($0, count: $1) }
    return (words, rules)
  }
}
