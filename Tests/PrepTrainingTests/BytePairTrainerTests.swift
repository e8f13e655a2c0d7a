import PrepTokenizers
import TestSupport
import Testing

@testable import PrepTraining

/// Words of a small alphabet, so that many pairs are equally frequent and many merges make a text that is a token
/// already.
enum GeneratedWords {
  static func make(_ generator: inout SeededGenerator) -> [(word: [UInt8], count: Int)] {
    let alphabet = [UInt8]("abcdefgh".utf8.prefix(Int.random(in: 1...6, using: &generator)))
    let longest = Int.random(in: 2...30, using: &generator)
    let weight = [1, 3, 1000].randomElement(using: &generator) ?? 1
    var seen: Set<[UInt8]> = []
    return (0..<Int.random(in: 1...40, using: &generator)).compactMap { _ in
      let word = (0..<Int.random(in: 1...longest, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator) ?? 0
      }
      return seen.insert(word).inserted ? (word, Int.random(in: 1...weight, using: &generator)) : nil
    }
  }

  static func counts(_ words: [(word: [UInt8], count: Int)]) -> PieceCounts {
    var counts = PieceCounts()
    for (word, count) in words { word.withUnsafeBufferPointer { counts.add($0, times: count) } }
    return counts
  }

  static func counter(_ words: [(word: [UInt8], count: Int)]) -> WordCounter {
    let counter = WordCounter()
    for (word, count) in words { word.withUnsafeBufferPointer { counter.add($0, count: count) } }
    return counter
  }
}

extension BytePairTrainer {
  /// Trains on the words of one counter.
  func train(_ words: WordCounter) throws -> TrainedVocabulary { try train(CountedWords(words)) }
}

@Suite struct BytePairTrainerTests {
  @Test("the fast trainer makes what the plain one makes", arguments: 0..<60) func equalsPlain(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    for _ in 0..<8 {
      let words = GeneratedWords.make(&generator)
      var options = TrainingOptions(vocabularySize: Int.random(in: 1...90, using: &generator))
      options.initialAlphabet = Bool.random(using: &generator) ? .only([]) : .only([0x61, 0x20, 0xFF])
      if Bool.random(using: &generator) { options.specialTokens = ["<|end|>", "ab", "c", "ab", "é"] }
      if Bool.random(using: &generator) { options.minimumFrequency = Int.random(in: 0...9, using: &generator) }
      if Int.random(in: 0..<4, using: &generator) == 0 {
        options.maximumTokenLength = Int.random(in: 0...9, using: &generator)
      }
      if Int.random(in: 0..<4, using: &generator) == 0 {
        options.alphabetLimit = Int.random(in: 1...5, using: &generator)
      }
      if Int.random(in: 0..<3, using: &generator) == 0 {
        options.ties = .rustbpe
        options.vocabularySize += 258
      }
      let plain = PlainTrainer(GeneratedWords.counts(words), options: options).train()
      let fast = try BytePairTrainer(options).train(GeneratedWords.counter(words))
      #expect(plain == fast, "seed \(seed), \(options), \(words)")
    }
  }

  @Test("threads, what is left out at first, and the width of slots make no difference", arguments: 0..<40)
  func tuned(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(1000 + seed))
    for _ in 0..<8 {
      let words = GeneratedWords.make(&generator)
      var options = TrainingOptions(vocabularySize: Int.random(in: 1...90, using: &generator))
      options.initialAlphabet = .only([])
      if Bool.random(using: &generator) { options.minimumFrequency = Int.random(in: 0...9, using: &generator) }
      if Bool.random(using: &generator) { options.maximumTokenLength = Int.random(in: 3...9, using: &generator) }
      // Every merge has a token of its own by these rules, so that nothing begins anew because of that.
      if Bool.random(using: &generator) {
        options.ties = .rustbpe
        options.vocabularySize += 256
      }
      let plain = PlainTrainer(GeneratedWords.counts(words), options: options).train()
      var trainer = BytePairTrainer(options)
      trainer.tuning.rareBelow = [nil, 1, 2, 10, 500].randomElement(using: &generator) ?? nil
      trainer.tuning.usesWideSlots = Bool.random(using: &generator)
      trainer.tuning.slotsForTeam = Int.random(in: 0...20, using: &generator)
      trainer.tuning.slotsForSleepingTeam = trainer.tuning.slotsForTeam
      // Some words in both counters, some in one.
      let counters = [WordCounter(), WordCounter(), WordCounter()]
      for (word, count) in words {
        var rest = count
        for counter in counters.shuffled(using: &generator).dropLast() {
          let share = Int.random(in: 0...rest, using: &generator)
          if share > 0 { word.withUnsafeBufferPointer { counter.add($0, count: share) } }
          rest -= share
        }
        if rest > 0 { word.withUnsafeBufferPointer { counters[0].add($0, count: rest) } }
      }
      let counted = CountedWords(counters, parts: Int.random(in: 1...4, using: &generator))
      #expect(counted.distinctCount == words.count)
      #expect(counted.byteCount == words.reduce(0) { $0 + $1.word.count })
      #expect(counted.totalCount == words.reduce(0) { $0 + $1.count })
      let fast = try trainer.train(counted)
      #expect(plain == fast, "seed \(seed), \(options), \(trainer.tuning), \(words)")
    }
  }

  @Test("words longer than the slots that are searched one by one") func longWords() throws {
    var generator = SeededGenerator(seed: 7)
    let word = (0..<3000).map { _ in UInt8.random(in: 0x61...0x63, using: &generator) }
    let words = [(word, 2), (Array(word.prefix(200)), 1), (Array(repeating: 0x61, count: 1001), 5)]
    var options = TrainingOptions(vocabularySize: 60)
    options.initialAlphabet = .only([])
    let fast = try BytePairTrainer(options).train(GeneratedWords.counter(words))
    #expect(PlainTrainer(GeneratedWords.counts(words), options: options).train() == fast)
  }

  @Test("no words make an alphabet and nothing else") func empty() throws {
    let vocabulary = try BytePairTrainer(TrainingOptions(vocabularySize: 300)).train(WordCounter())
    #expect(vocabulary.tokens.count == 256)
    #expect(vocabulary.merges.isEmpty)
  }

  @Test("counts beyond 32 bits order pairs as they should") func largeCounts() throws {
    let words: [(word: [UInt8], count: Int)] = [
      ([0x61, 0x62], 1 << 40), ([0x63, 0x64], 1 << 40 + 1), ([0x65, 0x66], 1 << 31),
    ]
    var options = TrainingOptions(vocabularySize: 9)
    options.initialAlphabet = .only([])
    let vocabulary = try BytePairTrainer(options).train(GeneratedWords.counter(words))
    #expect(vocabulary.tokens.suffix(3).map { $0 } == [[0x63, 0x64], [0x61, 0x62], [0x65, 0x66]])
  }

  /// A tokenizer of what was trained.
  private func tokenizer(_ vocabulary: TrainedVocabulary) throws -> (tokenizer: Tokenizer, contents: VocabularyContents)
  {
    let json = String(
      decoding: try vocabulary.contents(rules: CountingRules(pattern: "o200k")).writeTokenizerJSON(), as: UTF8.self)
    let tokenizer = try Fixtures.withFile("base.tokenizer.json", json) { try Tokenizer(contentsOf: $0) }
    return (tokenizer, try tokenizer.vocabularyToContinue().contents)
  }

  @Test("going on from a vocabulary gives what one run gives", arguments: 0..<20) func continues(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    // Stretches of one order of letters: no text is made in two ways, about which a new run could know nothing.
    let letters = Array("abcdefghijklmnopqrstuvwxyz".utf8)
    var seen: Set<[UInt8]> = []
    let words = (0..<200).compactMap { _ -> (word: [UInt8], count: Int)? in
      let start = Int.random(in: 0..<20, using: &generator)
      let word = Array(letters[start..<min(26, start + Int.random(in: 1...9, using: &generator))])
      return seen.insert(word).inserted ? (word, Int.random(in: 1...40, using: &generator)) : nil
    }
    var options = TrainingOptions(vocabularySize: 264)
    options.specialTokens = ["<|end|>"]
    let (base, contents) = try tokenizer(BytePairTrainer(options).train(GeneratedWords.counter(words)))
    options.vocabularySize = 290
    let whole = try BytePairTrainer(options).train(GeneratedWords.counter(words))
    let later = try BytePairTrainer(options).train(
      CountedWords([GeneratedWords.counter(words)], parts: 1 + words.count % 3), continuing: contents,
      by: base.makeEncoder())
    let merged = later.contents(rules: CountingRules(pattern: "o200k"), continuing: contents)
    let shared = Self.mergesBeforeReuse(whole)
    #expect(
      Array(merged.merges.prefix(shared).map { [$0.left, $0.right] })
        == Array(whole.merges.prefix(shared).map { [$0.left, $0.right] }))
    #expect(shared > 7)
    #expect(merged.tokens.prefix(264) == contents.tokens.prefix(264))
    #expect(merged.specialTokens.map(\.id) == [0])
  }

  /// How many merges there are before one makes a token that was there before.
  private static func mergesBeforeReuse(_ vocabulary: TrainedVocabulary) -> Int {
    var made: Set<[UInt8]> = []
    for (index, merge) in vocabulary.merges.enumerated()
    where !made.insert(vocabulary.tokens[Int(merge.left)] + vocabulary.tokens[Int(merge.right)]).inserted {
      return index
    }
    return vocabulary.merges.count
  }

  @Test("new special tokens follow the ids of the vocabulary that training goes on from") func newSpecialTokens() throws
  {
    var options = TrainingOptions(vocabularySize: 258)
    options.specialTokens = ["<|end|>"]
    let words: [(word: [UInt8], count: Int)] = [(Array("abab".utf8), 3), (Array("cd".utf8), 2)]
    let (base, contents) = try tokenizer(BytePairTrainer(options).train(GeneratedWords.counter(words)))
    options.vocabularySize = 261
    options.specialTokens = ["<|end|>", "<|pad|>"]
    let trained = try BytePairTrainer(options).train(
      CountedWords([GeneratedWords.counter(words)], parts: 1 + words.count % 3), continuing: contents,
      by: base.makeEncoder())
    let merged = trained.contents(rules: CountingRules(pattern: "o200k"), continuing: contents)
    #expect(merged.specialTokens.map(\.id) == [0, 258])
    #expect(merged.tokens.count == 261)
    #expect(merged.tokens[259] == Array("abab".utf8))
    #expect(merged.tokens[260] == Array("cd".utf8))
  }
}
