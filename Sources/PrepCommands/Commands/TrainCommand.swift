import ArgumentParser
import PrepBytes
import PrepCodecs
import PrepTokenizers
import PrepTraining

/// `prep train`: a vocabulary from text, in one run or from counts that several runs made.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Makes a byte-level BPE vocabulary from texts or records.",
    usage: "prep train --vocab-size <N> [<options>] [<FILE> ...]",
    discussion: """
      Its options are those of prep train vocabulary, which need not be spelled out:

        prep train corpus.jsonl --vocab-size 32768 -o tokenizer.json
      """,
    subcommands: [TrainVocabularyCommand.self, TrainCountCommand.self, TrainMergeCommand.self],
    defaultSubcommand: TrainVocabularyCommand.self)
}

/// `prep train` itself.
struct TrainVocabularyCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "vocabulary", abstract: "Makes a byte-level BPE vocabulary from texts, records or counts.")
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

  func execute(_ session: Session) throws {
    let options = vocabulary.trainingOptions
    let sink = try output.open()
    var rules = corpus.rules
    let words: WordCounter
    if fromCounts {
      (words, rules) = try readCounts()
    } else {
      let counting = CorpusCounting(session: session, input: input, text: text, invalidOptions: invalidOptions, corpus: corpus)
      words = try counting.run().takeWords()
    }
    let pieces = Counted(words.distinctCount, "different piece")
    session.report.add(words.totalCount, to: "pieces")
    let trained = BytePairTrainer(options).train(words) { tokens in
      session.progress.show("\(Counted.grouped(tokens)) of \(Counted(options.vocabularySize, "id"))")
    }
    let contents = trained.contents(rules: rules)
    let isRanks = output.output?.hasSuffix(".tiktoken") ?? false
    try sink.write(isRanks ? contents.writeTiktoken() : contents.writeTokenizerJSON())
    try sink.finish()
    session.report.add(trained.tokens.count, to: "vocabulary_size")
    session.summarize("\(Counted(trained.tokens.count, "id")), \(Counted(trained.merges.count, "merge")) from \(pieces)")
    if trained.tokens.count < options.vocabularySize {
      session.console.note("there was not enough text for \(Counted(options.vocabularySize, "id")): no pair is left that occurs often enough")
    }
  }

  /// The sum of all counts, and the rules they were counted by.
  private func readCounts() throws -> (WordCounter, CountingRules) {
    let weights = try corpus.weights(input.paths)
    let readers = try zip(input.paths, weights).map { (reader: try CountsReader(openInput(path: $0)), weight: $1) }
    let rules = readers[0].reader.rules
    if let pattern = corpus.pattern, pattern != rules.pattern {
      throw UsageError("the counts were made with the pattern \(rules.pattern), not with \(pattern)")
    }
    let words = WordCounter()
    var merger = try CountsMerger(readers)
    try merger.forEach { words.add($0, count: $1) }
    return (words, rules)
  }
}
