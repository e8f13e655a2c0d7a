/// Makes a vocabulary of counted words.
///
/// It gives what ``PlainTrainer`` gives, which writes the rules out, in time that is linear in the words.
package struct BytePairTrainer {
  private let options: TrainingOptions

  package init(_ options: TrainingOptions) { self.options = options }

  /// Trains on counted words.
  ///
  /// - Parameters:
  ///   - words: Released by this function as soon as it is done with them, when nobody else holds them.
  ///   - progress: Told now and then how many tokens there are.
  package func train(_ words: consuming WordCounter, progress: (Int) -> Void = { _ in }) -> TrainedVocabulary {
    var byteCounts = [Int](repeating: 0, count: 256)
    var slotCount = 2
    words.forEach { word, count in
      for byte in word { byteCounts[Int(byte)] &+= count }
      slotCount += word.count + 2
    }
    let alphabet = TrainingAlphabet(byteCounts: byteCounts, options: options)
    let slots = WordSlots(capacity: slotCount)
    var pairCount = 0
    let tokenOfByte = alphabet.tokenOfByte.map { $0 ?? .max }
    var tokens: [UInt32] = []
    words.forEach { word, count in
      tokens.removeAll(keepingCapacity: true)
      for byte in word where tokenOfByte[Int(byte)] != .max { tokens.append(tokenOfByte[Int(byte)]) }
      guard tokens.count > 1, count > 0 else { return }
      slots.append(tokens, weight: count)
      pairCount += tokens.count - 1
    }
    words = WordCounter()
    return train(alphabet, slots, pairCount, progress)
  }

  private func train(_ alphabet: TrainingAlphabet, _ slots: WordSlots, _ pairCount: Int, _ progress: (Int) -> Void) -> TrainedVocabulary {
    let run = MergeRun(alphabet: alphabet, slots: slots, pairCount: pairCount, options: options)
    let endsWithSpecial = options.ties == .rustbpe
    run.run(until: options.vocabularySize - (endsWithSpecial ? options.specialTokens.count : 0), progress: progress)
    return TrainedVocabulary(tokens: run.tokens, merges: run.merges, alphabet: alphabet, options: options)
  }
}
