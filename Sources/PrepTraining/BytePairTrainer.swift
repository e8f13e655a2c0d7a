import PrepDiagnostics
package import PrepTokenizers

/// Makes a vocabulary of counted words.
///
/// It gives what the plain trainer of the tests gives, which writes the rules out, in time that is linear in the words.
/// The parts of the words are merged side by side; the result does not depend on them.
package struct BytePairTrainer {
  /// More threads would wait for each other.
  package static let mostThreads = 8
  let options: TrainingOptions
  var tuning = MergeTuning()

  package init(_ options: TrainingOptions) { self.options = options }

  /// Trains on counted words.
  ///
  /// - Parameters:
  ///   - words: Released by this function as soon as it is done with them, when nobody else holds them.
  ///   - progress: Told now and then how many tokens there are, fewer than before when training begins anew; false ends
  ///     the training before its time.
  /// - Throws: ``TrainingFailure`` when there are more words than training can hold.
  package func train(_ words: consuming CountedWords, progress: (Int) -> Bool = { _ in true }) throws(TrainingFailure)
    -> TrainedVocabulary
  {
    let alphabet = TrainingAlphabet(byteCounts: byteCounts(words), options: options)
    if needsWideSlots(alphabet) {
      let slots: [WordSlots<UInt32>] = try Self.slots(&words, ofBytes: alphabet)
      return train(alphabet, slots, progress)
    }
    let slots: [WordSlots<UInt16>] = try Self.slots(&words, ofBytes: alphabet)
    return train(alphabet, slots, progress)
  }

  /// Trains on counted words, going on from a vocabulary whose ids stay as they are.
  ///
  /// - Parameters:
  ///   - words: Released by this function as soon as it is done with them, when nobody else holds them.
  ///   - base: What `encoder` encodes by.
  ///   - encoder: Says what words are at the beginning.
  ///   - progress: Told now and then how many tokens there are; false ends the training before its time.
  /// - Throws: ``TrainingFailure`` when there are more words than training can hold.
  package func train(
    _ words: consuming CountedWords, continuing base: VocabularyContents, by encoder: Encoder,
    progress: (Int) -> Bool = { _ in true }
  ) throws(TrainingFailure) -> TrainedVocabulary {
    let alphabet = TrainingAlphabet(continuing: base, options: options)
    let lengths = alphabet.tokens.map { UInt32(max(1, $0.count)) }
    return try train(&words, alphabet, lengths: lengths, progress) { word, tokens in
      encoder.encode(piece: word, into: &tokens)
      tokens.removeAll { Int($0) >= lengths.count || alphabet.tokens[Int($0)].isEmpty }
    }
  }

  /// Trains on words that are tokens already.
  ///
  /// - Parameters:
  ///   - words: Replaced by none as soon as they are tokens.
  ///   - lengths: How many slots tokens take.
  ///   - tokens: Adds the tokens of a word.
  func train(
    _ words: inout CountedWords, _ alphabet: TrainingAlphabet, lengths: [UInt32], _ progress: (Int) -> Bool,
    tokens: (UnsafeBufferPointer<UInt8>, inout [UInt32]) -> Void
  ) throws(TrainingFailure) -> TrainedVocabulary {
    if needsWideSlots(alphabet) {
      let slots: [WordSlots<UInt32>] = try Self.slots(&words, lengths, tokens)
      return train(alphabet, slots, progress)
    }
    let slots: [WordSlots<UInt16>] = try Self.slots(&words, lengths, tokens)
    return train(alphabet, slots, progress)
  }

  // MARK: Slots

  private func needsWideSlots(_ alphabet: TrainingAlphabet) -> Bool {
    tuning.usesWideSlots || MergeRun<UInt16>.tokenCapacity(alphabet, options) > Int(WordSlots<UInt16>.inside)
  }

  /// How often words have each byte, as far as that decides about the alphabet.
  private func byteCounts(_ words: borrowing CountedWords) -> [Int] {
    var byteCounts = [Int](repeating: 0, count: 256)
    if options.initialAlphabet == .all, options.alphabetLimit == nil { return byteCounts }
    byteCounts.withUnsafeMutableBufferPointer { byteCounts in
      words.forEach { word, count in
        for byte in word { byteCounts[Int(byte)] &+= count }
      }
    }
    return byteCounts
  }

  private static func slots<Token: SlotToken>(_ words: inout CountedWords, ofBytes alphabet: TrainingAlphabet)
    throws(TrainingFailure) -> [WordSlots<Token>]
  {
    let capacity = try slotCapacity(words)
    let shares = (0..<words.partCount).map { _ in WordSlots<Token>(capacity: capacity) }
    let tokenOfByte = alphabet.tokenOfByte.map { $0.map { Token(truncatingIfNeeded: $0) } ?? WordSlots<Token>.border }
    Lanes.forEach(shares.count) { [words] part in
      let share = shares[part]
      tokenOfByte.withUnsafeBufferPointer { tokenOfByte in
        guard let tokenOfByte = tokenOfByte.baseAddress else { return }
        words.forEach(inPart: part) { word, count in
          if count > 0, word.count > 1 { share.append(word, tokenOfByte, weight: count) }
        }
      }
    }
    words = .none
    return shares
  }

  private static func slots<Token: SlotToken>(
    _ words: inout CountedWords, _ lengths: [UInt32], _ makeTokens: (UnsafeBufferPointer<UInt8>, inout [UInt32]) -> Void
  ) throws(TrainingFailure) -> [WordSlots<Token>] {
    let capacity = try slotCapacity(words)
    let shares = (0..<words.partCount).map { _ in WordSlots<Token>(capacity: capacity) }
    var tokens: [UInt32] = []
    for (part, share) in shares.enumerated() {
      words.forEach(inPart: part) { word, count in
        tokens.removeAll(keepingCapacity: true)
        makeTokens(word, &tokens)
        if count > 0 { share.append(tokens, lengths: lengths, weight: count) }
      }
    }
    words = .none
    return shares
  }

  /// The slots that words take. Places are 32 bits wide, and the pairs of all merges take up to three times as many.
  private static func slotCapacity(_ words: borrowing CountedWords) throws(TrainingFailure) -> Int {
    let slots = words.byteCount + words.distinctCount
    if slots * 3 >= 1 << 32 {
      throw TrainingFailure(
        "the \(Counted(words.distinctCount, "different piece")) have \(Counted(words.byteCount, "byte")), more than training can hold; "
          + "leave out long ones with --max-word-bytes, or take a --sample")
    }
    return slots
  }

  // MARK: Merging

  private func train<Token: SlotToken>(
    _ alphabet: TrainingAlphabet, _ shares: consuming [WordSlots<Token>], _ progress: (Int) -> Bool
  ) -> TrainedVocabulary {
    let endsWithSpecial = options.ties == .rustbpe
    let size = options.vocabularySize - (endsWithSpecial ? options.specialTokens.count : 0)
    func vocabulary(_ run: MergeRun<Token>) -> TrainedVocabulary {
      TrainedVocabulary(tokens: run.tokens, merges: run.merges, alphabet: alphabet, options: options)
    }
    do {
      let run = MergeRun(alphabet: alphabet, shares: shares, options: options, tuning: tuning, isExact: false)
      shares = []
      if run.run(until: size, progress: progress) { return vocabulary(run) }
      shares = [run.unmergedWords()]
    }
    let run = MergeRun(alphabet: alphabet, shares: shares, options: options, tuning: tuning, isExact: true)
    _ = run.run(until: size, progress: progress)
    return vocabulary(run)
  }
}
