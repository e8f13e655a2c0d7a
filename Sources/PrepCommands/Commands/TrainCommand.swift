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
    var counts = PieceCounts()
    for path in input.paths {
      try run.process(
        path, initial: PieceCounts(), makeState: { PieceCounter(pattern) }, work: { counter, text, _ in counter.count(text) },
        finish: { counter, counts in counts = counter.take() }, deliver: { counts.merge($0) })
    }
    try invalid.finish()
    let trained = PlainTrainer(counts, options: options).train()
    let contents = VocabularyContents(trained, pattern: vocabulary.pattern)
    let isRanks = output.output?.hasSuffix(".tiktoken") ?? false
    try sink.write(isRanks ? contents.writeTiktoken() : contents.writeTokenizerJSON())
    try sink.finish()
    session.report.add(trained.tokens.count, to: "vocabulary_size")
    session.summarize(
      "\(Counted(trained.tokens.count, "id")), \(Counted(trained.merges.count, "merge")) from \(Counted(counts.counts.count, "different piece"))")
    if trained.tokens.count < options.vocabularySize {
      session.console.note("there was not enough text for \(Counted(options.vocabularySize, "id")): no pair is left that occurs often enough")
    }
  }
}

extension VocabularyContents {
  /// A trained vocabulary as it is stored.
  init(_ trained: TrainedVocabulary, pattern: String) {
    self.init(
      tokens: trained.tokens, merges: trained.merges.map { ($0.left, $0.right) }, pattern: pattern,
      specialTokens: trained.specialTokens.enumerated().map { ($1, UInt32($0)) })
  }
}
