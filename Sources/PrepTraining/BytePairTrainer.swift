import PrepDiagnostics
package import PrepTokenizers

/// Makes a vocabulary of counted words.
///
/// It gives what the plain trainer of the tests gives, which writes the rules out, in time that is linear in the words.
package struct BytePairTrainer {
  let options: TrainingOptions

  package init(_ options: TrainingOptions) { self.options = options }

  /// Trains on counted words.
  ///
  /// - Parameters:
  ///   - words: Released by this function as soon as it is done with them, when nobody else holds them.
  ///   - progress: Told now and then how many tokens there are; false ends the training before its time.
  /// - Throws: ``TrainingFailure`` when there are more words than training can hold.
  package func train(_ words: consuming WordCounter, progress: (Int) -> Bool = { _ in true }) throws(TrainingFailure)
    -> TrainedVocabulary
  {
    var byteCounts = [Int](repeating: 0, count: 256)
    var byteCount = 0
    byteCounts.withUnsafeMutableBufferPointer { byteCounts in
      words.forEach { word, count in
        for byte in word { byteCounts[Int(byte)] &+= count }
        byteCount &+= word.count
      }
    }
    let alphabet = TrainingAlphabet(byteCounts: byteCounts, options: options)
    let slots = WordSlots(capacity: try Self.slotCapacity(words, byteCount))
    var pairCount = 0
    alphabet.tokenOfByte.map { $0 ?? .max }.withUnsafeBufferPointer { tokenOfByte in
      guard let tokenOfByte = tokenOfByte.baseAddress else { return }
      words.forEach { word, count in
        if count > 0, word.count > 1 { pairCount &+= slots.append(word, tokenOfByte, weight: count) }
      }
    }
    words = WordCounter()
    return train(alphabet, slots, pairCount, progress)
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
    _ words: consuming WordCounter, continuing base: VocabularyContents, by encoder: Encoder,
    progress: (Int) -> Bool = { _ in true }
  ) throws(TrainingFailure) -> TrainedVocabulary {
    let alphabet = TrainingAlphabet(continuing: base, options: options)
    var byteCount = 0
    words.forEach { word, _ in byteCount &+= word.count }
    let slots = WordSlots(capacity: try Self.slotCapacity(words, byteCount))
    let lengths = alphabet.tokens.map { UInt32(max(1, $0.count)) }
    var pairCount = 0
    var tokens: [UInt32] = []
    words.forEach { word, count in
      tokens.removeAll(keepingCapacity: true)
      encoder.encode(piece: word, into: &tokens)
      tokens.removeAll { Int($0) >= lengths.count || alphabet.tokens[Int($0)].isEmpty }
      if count > 0 { pairCount &+= slots.append(tokens, lengths: lengths, weight: count) }
    }
    words = WordCounter()
    return train(alphabet, slots, pairCount, progress)
  }

  /// The slots that words take. Places are 32 bits wide, and the pairs of all merges take up to three times as many.
  static func slotCapacity(_ words: borrowing WordCounter, _ byteCount: Int) throws(TrainingFailure) -> Int {
    let slots = byteCount + words.distinctCount * 2 + 3
    if byteCount + slots * 2 >= 1 << 32 {
      throw TrainingFailure(
        "the \(Counted(words.distinctCount, "different piece")) have \(Counted(byteCount, "byte")), more than training can hold; "
          + "leave out long ones with --max-word-bytes, or take a --sample")
    }
    return slots
  }

  func train(_ alphabet: TrainingAlphabet, _ slots: WordSlots, _ pairCount: Int, _ progress: (Int) -> Bool)
    -> TrainedVocabulary
  {
    let run = MergeRun(alphabet: alphabet, slots: slots, pairCount: pairCount, options: options)
    let endsWithSpecial = options.ties == .rustbpe
    run.run(until: options.vocabularySize - (endsWithSpecial ? options.specialTokens.count : 0), progress: progress)
    return TrainedVocabulary(tokens: run.tokens, merges: run.merges, alphabet: alphabet, options: options)
  }
}
