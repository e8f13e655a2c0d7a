import PrepBytePairEncoding
import PrepTokenizers
import PrepTraining

extension TrainJob.Options {
  /// - Throws: ``JobFailure`` for what a model other than byte pairs by a pattern has no use for.
  func checkBlueprint() throws(JobFailure) {
    let model = model.model.map { "--model \($0.rawValue)" } ?? "--like"
    if vocabulary.base != nil {
      throw JobFailure(
        "options-exclude-each-other", "--continue goes on from a tokenizer's own model, not with \(model)")
    }
    if writesRanks { throw JobFailure("no-ranks", "\(model) makes a tokenizer.json, which ranks cannot say") }
    if vocabulary.ties == .rustbpe {
      throw JobFailure("options-exclude-each-other", "--ties rustbpe is for --model bpe without --like")
    }
    if self.model.model == .unigram, vocabulary.minimumFrequency > 0 {
      throw JobFailure("options-exclude-each-other", "--min-frequency is for models that merge pairs, not for unigram")
    }
  }
}

extension TrainJob {
  /// What a training came to.
  struct Made {
    var file: [UInt8]
    var ids: Int
    var merges: Int
    /// How improbable the words are under scored pieces: the mean of the negative logarithms of their probabilities.
    var objective: Double?
  }

  /// Trains a model whose file is made after a blueprint.
  func train(_ blueprint: TokenizerBlueprint, _ words: consuming CountedWords, _ context: JobContext) throws -> Made {
    var training = options.vocabulary.trainingOptions
    training.specialTokens = blueprint.names
    func show(_ tokens: Int) -> Bool {
      context.learned(ids: tokens, of: training.vocabularySize)
      return !context.isCancelled
    }
    switch blueprint.model {
    case .unigram: return try trainUnigram(blueprint, words.joined(), context)
    case .bpe:
      let trained = try BytePairTrainer(training).train(words, progress: show)
      return made(blueprint, trained) { ByteAlphabet.text(of: $0) }
    case .sentencePieceBPE, .wordPiece:
      training.specialTokens += blueprint.byteNames
      training.characters = TrainingOptions.Characters(
        prefix: Array(blueprint.continuation.utf8), initialAlphabet: options.vocabulary.initialCharacters)
      let trained = try BytePairTrainer(training).trainCharacters(words, progress: show)
      return made(blueprint, trained) { $0 }
    }
  }

  private func made(
    _ blueprint: TokenizerBlueprint, _ trained: TrainedVocabulary, _ written: ([UInt8]) -> [UInt8]
  ) -> Made {
    var tokens = trained.tokens.map(written)
    for (number, name) in trained.specialTokens.enumerated() {
      tokens[Int(trained.firstSpecialID) + number] = Array(name.utf8)
    }
    let merges = blueprint.model == .wordPiece ? [] : trained.merges.map { (left: $0.left, right: $0.right) }
    return Made(
      file: blueprint.write(TokenizerBlueprint.Vocabulary(tokens: tokens, merges: merges)), ids: tokens.count,
      merges: trained.merges.count)
  }

  private func trainUnigram(_ blueprint: TokenizerBlueprint, _ words: consuming WordCounter, _ context: JobContext)
    throws -> Made
  {
    let vocabulary = options.vocabulary
    let fixed = blueprint.names + blueprint.byteNames
    var options = UnigramOptions(size: max(0, vocabulary.size - fixed.count))
    options.alphabetLimit = vocabulary.alphabetLimit
    options.initialAlphabet = vocabulary.initialCharacters
    if let longest = vocabulary.maximumTokenLength { options.longestPiece = max(1, longest - 1) }
    let trained = try UnigramTrainer(options, threads: context.threads).train(words) { pieces in
      context.learned(ids: pieces, of: vocabulary.size)
      return !context.isCancelled
    }
    let known = Set(fixed.map { Array($0.utf8) })
    let pieces = trained.pieces.filter { !known.contains($0.text) }
    // Tokens that no text becomes have a score of zero, as other trainers give it to them.
    return Made(
      file: blueprint.write(
        TokenizerBlueprint.Vocabulary(
          tokens: fixed.map { Array($0.utf8) } + pieces.map(\.text),
          scores: fixed.map { _ in 0 } + pieces.map(\.score))),
      ids: fixed.count + pieces.count, merges: 0, objective: trained.objective)
  }
}
