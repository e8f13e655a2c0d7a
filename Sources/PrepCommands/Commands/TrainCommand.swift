import ArgumentParser
import PrepBytePairEncoding
import PrepBytes
import PrepTokenizers
import PrepTraining

/// `prep train`: a vocabulary from text.
struct TrainCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Makes a byte-level BPE vocabulary from texts or records.")

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Vocabulary") var vocabulary: VocabularyOptions
  @OptionGroup(title: "Text") var text: TextOptions
  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    let pattern = try vocabulary.splitPattern()
    let options = try vocabulary.trainingOptions()
    let sink = try output.open()
    let invalid = try InvalidRecords(options: invalidOptions, session: session)
    let run = DocumentRun(session: session, text: text, maxLine: input.maxLine.value, invalid: invalid)
    session.progress.totalBytes = input.totalBytes
    let corpus = CorpusCounter(pattern)
    for path in input.paths {
      try run.process(
        path, initial: (), makeState: { corpus.makeCounter() }, work: { counter, text, _ in counter.add(text) },
        deliver: { _ in })
      corpus.recycle()
    }
    try invalid.finish()
    let words = corpus.takeWords()
    let pieces = Counted(words.distinctCount, "different piece")
    let trained = BytePairTrainer(options).train(words)
    let contents = trained.contents(pattern: vocabulary.pattern)
    let isRanks = output.output?.hasSuffix(".tiktoken") ?? false
    try sink.write(isRanks ? contents.writeTiktoken() : contents.writeTokenizerJSON())
    try sink.finish()
    session.report.add(trained.tokens.count, to: "vocabulary_size")
    session.summarize(
      "\(Counted(trained.tokens.count, "id")), \(Counted(trained.merges.count, "merge")) from \(pieces)")
    if trained.tokens.count < options.vocabularySize {
      session.console.note("there was not enough text for \(Counted(options.vocabularySize, "id")): no pair is left that occurs often enough")
    }
  }
}
