import PrepBytes
import PrepRecords
import PrepTokenizers
import TestSupport
import Testing

@testable import PrepTraining

/// Holds training against what Hugging Face tokenizers 0.23.3 trained on the same texts:
/// `Tests/Conformance/trained_vocabularies.py --record`.
@Suite struct CharacterPairTrainingTests {
  struct Case {
    var name = ""
    var isWordPiece = false
    var normalizer: [UInt8] = []
    var preTokenizer: [UInt8] = []
    var special: [String] = []
    var options = TrainingOptions(vocabularySize: 0)
    var texts: [String] = []
    var tokens: [String] = []
    var merges: [[String]] = []
  }

  static func strings(_ view: JSONView?) -> [String] {
    var strings: [String] = []
    view?.forEachElement { strings.append((try? $0.string()) ?? "") }
    return strings
  }

  static func recorded() throws -> [Case] {
    var cases: [Case] = []
    let reader = JSONLinesReader(paths: [Fixtures.path("tokenizers/trained.jsonl")], threads: 1)
    while let batch = try reader.next() {
      for item in batch.items {
        guard case .record(let record) = item else { continue }
        let root = record.root
        func raw(_ name: String) -> [UInt8] { root[name].map { $0.withUnsafeBytes { Array($0) } } ?? [] }
        func points(_ view: JSONView?) -> [UInt32] { strings(view).flatMap { $0.unicodeScalars.map(\.value) } }
        var one = Case()
        one.name = try root["name"]?.string() ?? ""
        one.isWordPiece = try root["model"]?.string() == "wordpiece"
        one.normalizer = raw("normalizer")
        one.preTokenizer = raw("pre_tokenizer")
        one.special = strings(root["special"])
        one.options = TrainingOptions(vocabularySize: root["size"]?.int ?? 0)
        one.options.specialTokens = one.special
        let options = root["options"]
        one.options.minimumFrequency = options?["min_frequency"]?.int ?? 0
        one.options.alphabetLimit = options?["limit_alphabet"]?.int
        one.options.maximumTokenLength = options?["max_token_length"]?.int
        one.options.characters = TrainingOptions.Characters(
          prefix: one.isWordPiece ? Array("##".utf8) : [], initialAlphabet: Set(points(options?["initial_alphabet"])),
          order: points(root["order"]))
        one.texts = strings(root["texts"])
        one.tokens = strings(root["tokens"])
        root["merges"]?.forEachElement { one.merges.append(strings($0)) }
        cases.append(one)
      }
    }
    return cases
  }

  static func count(_ texts: [String], _ pipeline: TextPipeline) -> CountedWords {
    let words = WordCounter()
    for text in texts {
      Array(text.utf8).withUnsafeBufferPointer { pipeline.forEachPiece(of: $0) { words.add($0, count: 1) } }
    }
    return CountedWords(words)
  }

  /// How the tokens of a training are written.
  static func texts(_ trained: TrainedVocabulary) -> [String] {
    var tokens = trained.tokens.map { String(decoding: $0, as: UTF8.self) }
    for (number, name) in trained.specialTokens.enumerated() { tokens[number] = name }
    return tokens
  }

  @Test func `tokens and merges are those of Hugging Face`() throws {
    let cases = try Self.recorded()
    #expect(cases.count > 20)
    for one in cases {
      let pipeline = try TextPipeline(normalizer: one.normalizer, preTokenizer: one.preTokenizer, isByteLevel: false)
      let trained = try BytePairTrainer(one.options).trainCharacters(Self.count(one.texts, pipeline))
      let tokens = Self.texts(trained)
      // Which of equally frequent letters go is a matter of chance there.
      if one.options.alphabetLimit != nil {
        #expect(tokens.count == one.tokens.count, "\(one.name)")
        continue
      }
      #expect(tokens == one.tokens, "\(one.name)")
      if one.isWordPiece { continue }
      let merges = trained.merges.map { [tokens[Int($0.left)], tokens[Int($0.right)]] }
      #expect(merges == one.merges, "\(one.name)")
    }
  }

  @Test func `the order of the texts does not count`() throws {
    for one in try Self.recorded().prefix(3) {
      let pipeline = try TextPipeline(normalizer: one.normalizer, preTokenizer: one.preTokenizer, isByteLevel: false)
      let forth = try BytePairTrainer(one.options).trainCharacters(Self.count(one.texts, pipeline))
      let back = try BytePairTrainer(one.options).trainCharacters(Self.count(one.texts.reversed(), pipeline))
      #expect(forth == back)
    }
  }

  @Test func `characters that there is no room for are told`() throws {
    let pipeline = try TextPipeline(normalizer: TextPipeline.none, preTokenizer: TextPipeline.none, isByteLevel: false)
    var options = TrainingOptions(vocabularySize: 3)
    options.specialTokens = ["<unk>"]
    let failure = #expect(throws: TrainingFailure.self) {
      try BytePairTrainer(options).trainCharacters(Self.count(["abc"], pipeline))
    }
    #expect(failure?.message.contains("--limit-alphabet") == true)
    options.alphabetLimit = 2
    let trained = try BytePairTrainer(options).trainCharacters(Self.count(["aabbc"], pipeline))
    #expect(Self.texts(trained) == ["<unk>", "a", "b"])
  }

  @Test func `no word begins with a token that is written like one that goes on`() throws {
    let pipeline = try TextPipeline(
      normalizer: TextPipeline.none, preTokenizer: Array(#"{"type":"WhitespaceSplit"}"#.utf8), isByteLevel: false)
    var options = TrainingOptions(vocabularySize: 40)
    options.specialTokens = ["[UNK]"]
    options.characters = TrainingOptions.Characters(prefix: Array("##".utf8))
    let words = [String](repeating: "##a ##ab ba a# bab aa", count: 9)
    let trained = try BytePairTrainer(options).trainCharacters(Self.count(words, pipeline))
    let tokens = Self.texts(trained)
    #expect(Set(tokens).count == tokens.count)
    #expect(tokens.contains("##a"))
  }
}
