import PrepTokenizers
import Testing

@testable import PrepTraining

@Suite struct UnigramTrainerTests {
  /// Words that repeat parts, of several scripts, and some that are long.
  static func words(seed: UInt64 = 1, count: Int = 400) -> WordCounter {
    var state = seed
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(limit))
    }
    let parts = ["the", "light", "house", "er", "ing", "Größe", "日本", "語", "🙂", "x", "un", "aaaa", "keep", "s"]
    let words = WordCounter()
    for _ in 0..<count {
      var word = "▁"
      for _ in 0...next(4) { word += parts[next(parts.count)] }
      Array(word.utf8).withUnsafeBufferPointer { words.add($0, count: 1 + next(5)) }
    }
    let long = String(repeating: "lighthouse", count: 300)
    Array(long.utf8).withUnsafeBufferPointer { words.add($0, count: 2) }
    return words
  }

  private func train(_ size: Int, threads: Int = 1, _ change: (inout UnigramOptions) -> Void = { _ in }) throws -> (
    pieces: [ScoredPiece], objective: Double
  ) {
    var options = UnigramOptions(size: size)
    change(&options)
    return try UnigramTrainer(options, threads: threads).train(Self.words())
  }

  @Test func `the number of threads changes nothing`() throws {
    let one = try train(80)
    for threads in [2, 3, 7] {
      let other = try train(80, threads: threads)
      #expect(other.pieces == one.pieces)
      #expect(other.objective == one.objective)
    }
  }

  @Test func `there are as many pieces as asked for, every character among them, by falling score`() throws {
    for size in [40, 60, 100] {
      let made = try train(size)
      #expect(made.pieces.count == size)
      #expect(Set(made.pieces.map(\.text)).count == size)
      #expect(zip(made.pieces, made.pieces.dropFirst()).allSatisfy { $0.score >= $1.score })
      for character in "▁theligousrnGöß日本語🙂xakp" {
        #expect(made.pieces.contains { $0.text == Array(String(character).utf8) }, "\(character)")
      }
      // The probabilities of all pieces are one together, or less.
      let sum = made.pieces.reduce(0) { $0 + Logarithm.exponential($1.score) }
      #expect(sum > 0.9 && sum <= 1.0001, "\(sum)")
    }
  }

  @Test func `more pieces make the words more probable`() throws {
    let objectives = try [40, 60, 80, 120].map { try train($0).objective }
    #expect(objectives == objectives.sorted(by: >), "\(objectives)")
  }

  @Test func `no piece is longer than asked for`() throws {
    let made = try train(80) { $0.longestPiece = 3 }
    #expect(made.pieces.allSatisfy { String(decoding: $0.text, as: UTF8.self).unicodeScalars.count <= 3 })
  }

  @Test func `rare characters are left out, and too many refused`() throws {
    let made = try train(30) {
      $0.alphabetLimit = 10
      $0.initialAlphabet = [0x7A]
    }
    let single = made.pieces.filter { String(decoding: $0.text, as: UTF8.self).unicodeScalars.count == 1 }
    #expect(single.count == 10)
    #expect(single.contains { $0.text == Array("z".utf8) })
    #expect(throws: TrainingFailure.self) { try train(5) }
  }

  @Test func `nothing makes nothing`() throws {
    let made = try UnigramTrainer(UnigramOptions(size: 10), threads: 2).train(WordCounter())
    #expect(made.pieces.isEmpty)
    #expect(made.objective == 0)
  }

  /// The sum over all ways to cut a word, one by one.
  private static func plain(_ word: [UInt8], _ probability: [[UInt8]: Double]) -> Double {
    if word.isEmpty { return 1 }
    var sum = 0.0
    for length in 1...word.count {
      if let own = probability[Array(word.prefix(length))] {
        sum += own * plain(Array(word.dropFirst(length)), probability)
      }
    }
    return sum
  }

  @Test func `the objective is what all ways to cut the words come to`() throws {
    let words = WordCounter()
    let counted: [(String, Int)] = [("abab", 3), ("aab", 5), ("bba", 2), ("ab", 9), ("ababab", 1)]
    for (word, count) in counted { Array(word.utf8).withUnsafeBufferPointer { words.add($0, count: count) } }
    let made = try UnigramTrainer(UnigramOptions(size: 6), threads: 1).train(words)
    let probability = Dictionary(uniqueKeysWithValues: made.pieces.map { ($0.text, Logarithm.exponential($0.score)) })
    var expected = 0.0
    for (word, count) in counted { expected -= Double(count) * Logarithm.of(Self.plain(Array(word.utf8), probability)) }
    expected /= Double(counted.reduce(0) { $0 + $1.1 })
    #expect(abs(made.objective - expected) < 1e-9, "\(made.objective) \(expected)")
  }

  @Test func `seeds are the stretches that occur twice or more, with what they weigh`() throws {
    let words = WordCounter()
    for (word, count) in [("banana", 2), ("ananas", 1), ("x", 7)] {
      Array(word.utf8).withUnsafeBufferPointer { words.add($0, count: count) }
    }
    var options = UnigramOptions(size: 100)
    options.longestPiece = 4
    let corpus = try UnigramCorpus(words, options)
    let seeds = UnigramSeeds(corpus, options)
    var found: [String: Double] = [:]
    for seed in seeds.seeds {
      let text = String(decoding: corpus.bytes(Int(seeds.order[Int(seed.first)]), Int(seed.length)), as: UTF8.self)
      found[text] = seed.score / Double(seed.length)
    }
    // Of stretches with the same places only the longest is there.
    #expect(found == ["bana": 2, "anan": 3, "nana": 3, "ana": 6, "na": 6])
  }

  @Test func `logarithms are those of the library`() {
    for number in [1e-300, 1e-9, 0.3, 0.999999, 1, 1.5, 2, 7.25, 1e12] {
      let logarithm = Logarithm.of(number)
      #expect(abs(Logarithm.exponential(logarithm) / number - 1) < 1e-12, "\(number)")
    }
    #expect(Logarithm.of(1) == 0)
    #expect(abs(Logarithm.of(10) - 2.302585092994046) < 1e-15)
    // Those of one and a half, published in tables.
    #expect(abs(Logarithm.digamma(1) + 0.5772156649015329) < 1e-8)
    #expect(abs(Logarithm.digamma(0.5) + 1.9635100260214235) < 1e-8)
    #expect(abs(Logarithm.digamma(100) - 4.600161852738087) < 1e-10)
  }
}
