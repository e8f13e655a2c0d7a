import PrepBytePairEncoding
import TestSupport
import Testing

@testable import PrepSubwords

/// Holds each model against the slow and obvious reading of its definition, on generated vocabularies and texts.
@Suite struct SubwordModelTests {
  static let alphabet: [[UInt8]] = ["a", "b", "c", "é", "漢", "▁"].map { Array($0.utf8) }

  /// Some tokens over a small alphabet, so that many overlap. Those of one character come first.
  static func vocabulary(_ generator: inout SeededGenerator, characters: Int) -> [(text: [UInt8], token: Token)] {
    var texts = Array(alphabet.prefix(characters))
    for _ in 0..<12 {
      let text = (0..<Int.random(in: 2...4, using: &generator)).flatMap { _ in
        alphabet.randomElement(using: &generator) ?? []
      }
      if !texts.contains(text) { texts.append(text) }
    }
    return texts.enumerated().map { ($1, Token($0)) }
  }

  static func text(_ generator: inout SeededGenerator, upTo count: Int = 14) -> [UInt8] {
    (0..<Int.random(in: 0...count, using: &generator)).flatMap { _ in
      (alphabet + [Array("x".utf8)]).randomElement(using: &generator) ?? []
    }
  }

  static func encode(_ model: some SubwordModel, _ text: [UInt8]) -> SubwordTokens {
    var output = SubwordTokens()
    text.withUnsafeBufferPointer { model.encode($0, into: &output) }
    return output
  }

  static func characters(_ text: [UInt8]) -> [[UInt8]] {
    String(decoding: text, as: UTF8.self).unicodeScalars.map { Array(String($0).utf8) }
  }

  @Test func `unigram finds the best sum of scores`() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<60 {
      let entries = Self.vocabulary(&generator, characters: Int.random(in: 3...6, using: &generator))
      let scores = entries.map { _ in Double(-Int.random(in: 1...40, using: &generator)) / 4 }
      let model = UnigramModel(entries, scores: scores, engine: .tokenizers, unknown: 99, unknownScore: -20, bytes: [])
      for _ in 0..<30 {
        let text = Self.text(&generator, upTo: 8)
        let found = Self.encode(model, text)
        // All tilings; an unknown character is a tile where no token is that character alone.
        func best(_ rest: ArraySlice<[UInt8]>) -> Double {
          guard let first = rest.first else { return 0 }
          var most = -Double.infinity
          if !entries.contains(where: { $0.text == first }) { most = -20 + best(rest.dropFirst()) }
          for entry in entries {
            let own = Self.characters(entry.text)
            if rest.starts(with: own) { most = max(most, scores[Int(entry.token)] + best(rest.dropFirst(own.count))) }
          }
          return most
        }
        var sum = 0.0
        for (token, range) in zip(found.tokens, found.ranges) {
          sum += token == 99 ? -20 * Double(Self.characters(Array(text[range])).count) : scores[Int(token)]
        }
        #expect(sum == best(Self.characters(text)[...]), "\(text)")
        #expect(found.ranges.first?.lowerBound ?? 0 == 0 && found.ranges.last?.upperBound ?? 0 == text.count)
        for (a, b) in zip(found.ranges, found.ranges.dropFirst()) { #expect(a.upperBound == b.lowerBound) }
      }
    }
  }

  @Test func `word pieces are the longest at each place, or the word is unknown`() {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<60 {
      var entries = Self.vocabulary(&generator, characters: 4)
      let count = Token(entries.count)
      entries += Self.vocabulary(&generator, characters: 3).map { (Array("##".utf8) + $0.text, $0.token + count) }
      let model = WordPieceModel(entries, prefix: Array("##".utf8), unknown: 99, longestWord: 10)
      let texts = Dictionary(uniqueKeysWithValues: entries.map { ($0.text, $0.token) })
      for _ in 0..<30 {
        let text = Self.text(&generator)
        var expected: [Token]? = []
        var rest = Self.characters(text)
        if rest.count > 10 { expected = nil }
        while !rest.isEmpty, expected != nil {
          let prefix = expected?.isEmpty ?? true ? [] : Array("##".utf8)
          guard let length = (1...rest.count).last(where: { texts[prefix + rest[..<$0].joined()] != nil }),
            let token = texts[prefix + rest[..<length].joined()]
          else {
            expected = nil
            break
          }
          expected?.append(token)
          rest.removeFirst(length)
        }
        #expect(Self.encode(model, text).tokens == expected ?? (text.isEmpty ? [] : [99]))
      }
    }
  }

  @Test func `pairs of characters merge by rank, the leftmost first, however long the text is`() {
    var generator = SeededGenerator(seed: 3)
    for round in 0..<60 {
      var entries = Self.alphabet.prefix(5).enumerated().map { (text: $1, token: Token($0)) }
      var merges: [(left: Token, right: Token, token: Token)] = []
      for _ in 0..<20 {
        guard let left = entries.randomElement(using: &generator), let right = entries.randomElement(using: &generator)
        else { continue }
        let text = left.text + right.text
        let token = entries.first { $0.text == text }?.token ?? Token(entries.count)
        if Int(token) == entries.count { entries.append((text, token)) }
        if !merges.contains(where: { $0.left == left.token && $0.right == right.token }) {
          merges.append((left.token, right.token, token))
        }
      }
      var options = CharacterPairModel.Options()
      options.unknown = 99
      let model = CharacterPairModel(entries, merges: merges, options)
      for _ in 0..<20 {
        let text = Self.text(&generator, upTo: round % 2 == 0 ? 12 : 80)
        var tokens = Self.characters(text).map { character in entries.first { $0.text == character }?.token ?? 99 }
        while let (rank, place) = tokens.indices.dropLast().compactMap({ place -> (Int, Int)? in
          merges.firstIndex { $0.left == tokens[place] && $0.right == tokens[place + 1] }.map { ($0, place) }
        }).min(by: { $0 < $1 }) {
          tokens[place] = merges[rank].token
          tokens.remove(at: place + 1)
        }
        #expect(Self.encode(model, text).tokens == tokens)
      }
    }
  }

  @Test func `unknown characters become bytes, are joined or are left out`() {
    let entries: [(text: [UInt8], token: Token)] = [(Array("a".utf8), 0)]
    var options = CharacterPairModel.Options()
    options.unknown = 9
    #expect(
      Self.encode(CharacterPairModel(entries, merges: [], options), Array("axyéa".utf8)).tokens == [0, 9, 9, 9, 0])
    options.joinsUnknown = true
    #expect(Self.encode(CharacterPairModel(entries, merges: [], options), Array("axyéa".utf8)).tokens == [0, 9, 0])
    options.bytes = (0..<256).map { $0 == 0x79 ? nil : Token(100 + $0) }
    // What is unknown lands behind bytes that stand after it.
    #expect(
      Self.encode(CharacterPairModel(entries, merges: [], options), Array("yéa".utf8)).tokens == [
        0xC3 + 100, 0xA9 + 100, 9, 0,
      ])
    options.unknown = nil
    options.bytes = []
    #expect(Self.encode(CharacterPairModel(entries, merges: [], options), Array("axa".utf8)).ranges == [0..<1, 2..<3])
  }

  @Test func `SentencePiece merges over characters that have no piece`() {
    let entries: [(text: [UInt8], token: Token, score: Float)] = [
      (Array("a".utf8), 1, -5), (Array("ax".utf8), 2, -1), (Array("axa".utf8), 3, -2),
    ]
    let model = SentencePiecePairModel(entries, count: 4, unused: [], frozen: [], unknown: 0, bytes: [])
    #expect(Self.encode(model, Array("axaxx".utf8)).tokens == [2, 2, 0])
    let apart = SentencePiecePairModel(entries, count: 4, unused: [2], frozen: [], unknown: 0, bytes: [])
    #expect(Self.encode(apart, Array("ax".utf8)).tokens == [1, 0])
  }
}
