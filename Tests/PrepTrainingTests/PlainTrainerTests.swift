import TestSupport
import Testing

@testable import PrepTraining

/// Counts given as texts with how often they occur.
func counts(_ pieces: [(String, Int)]) -> PieceCounts {
  var counts = PieceCounts()
  for (text, times) in pieces { Array(text.utf8).withUnsafeBufferPointer { counts.add($0, times: times) } }
  return counts
}

extension TrainedVocabulary {
  /// The merges as `left+right`.
  var mergeTexts: [String] {
    merges.map { merge in
      [merge.left, merge.right].map { String(decoding: tokens[Int($0)], as: UTF8.self) }.joined(separator: "+")
    }
  }
}

@Suite struct PlainTrainerTests {
  static let pieces = [
    ("abcabc", 5), ("bcbcab", 4), ("aaaaaaa", 3), ("ababab", 6), ("cabcab", 2), ("bbbb", 4), ("abcd", 7), ("dcba", 7),
    ("aabb", 3), ("ccc", 9),
  ]

  private func train(_ change: (inout TrainingOptions) -> Void = { _ in }) -> TrainedVocabulary {
    var options = TrainingOptions(vocabularySize: 320)
    change(&options)
    return PlainTrainer(counts(Self.pieces), options: options).train()
  }

  // What BpeTrainer of Hugging Face tokenizers 0.23.3 gives for the same pieces.

  @Test func `merges are those of Hugging Face's trainer`() {
    let vocabulary = train()
    #expect(
      vocabulary.mergeTexts.joined(separator: " ")
        == "a+b ab+c a+a c+c b+b ab+ab c+b cc+c d+cb abc+d dcb+a aa+aa abab+ab abc+abc b+cb c+ab bb+bb bcb+cab a+ab aa+a "
        + "aaaa+aaa aab+b c+abc cabc+ab")
    #expect(vocabulary.tokens.count == 280)
  }

  @Test func `rare pairs are not merged`() {
    #expect(
      train { $0.minimumFrequency = 6 }.mergeTexts.joined(separator: " ")
        == "a+b ab+c a+a c+c b+b ab+ab c+b cc+c d+cb abc+d dcb+a aa+aa abab+ab")
  }

  @Test func `long tokens are not made`() {
    #expect(
      train { $0.maximumTokenLength = 4 }.mergeTexts.joined(separator: " ")
        == "a+b ab+c a+a c+c b+b c+b cc+c d+cb b+cb c+ab a+ab aa+a")
  }

  @Test func `what spells a special token takes its id`() {
    let vocabulary = train { $0.specialTokens = ["ab", "x", "ab"] }
    #expect(
      vocabulary.mergeTexts.joined(separator: " ")
        == "a+b ab+c a+a c+c ab+ab b+b c+b cc+c d+cb abc+d dcb+a aa+aa abab+ab abc+abc b+cb c+ab bb+bb bcb+cab ab+b a+abb "
        + "aa+a aaaa+aaa c+abc cabc+ab")
    #expect(vocabulary.tokens.count == 280)
    #expect(vocabulary.specialTokens == ["ab", "x"])
  }

  @Test func `ids are the special tokens, the bytes in the order of their characters, the merges`() {
    let vocabulary = train {
      $0.specialTokens = ["<|endoftext|>", "<|pad|>"]
      $0.vocabularySize = 260
    }
    #expect(vocabulary.tokens[0] == [])
    #expect(vocabulary.tokens[2] == Array("!".utf8))
    #expect(vocabulary.tokens[2 + 94] == [0xA1])
    #expect(vocabulary.tokens[2 + 188] == [0])
    #expect(vocabulary.tokens[2 + 255] == [0xAD])
    #expect(vocabulary.tokens.count == 260)
    #expect(vocabulary.merges.count == 2)
  }

  @Test func `no text gives the bytes alone`() {
    let vocabulary = PlainTrainer(PieceCounts(), options: TrainingOptions(vocabularySize: 1000)).train()
    #expect(vocabulary.tokens.count == 256)
    #expect(vocabulary.merges.isEmpty)
  }

  @Test func `the rarest bytes are left out of the pieces`() {
    let vocabulary = train {
      $0.alphabetLimit = 3
      $0.initialAlphabet = .only([])
    }
    #expect(vocabulary.tokens.prefix(3) == [[0x61], [0x62], [0x63]])
    #expect(!vocabulary.tokens.contains { $0.contains(0x64) })
  }

  @Test func `the frequent bytes stay also where all are wanted`() {
    let vocabulary = train {
      $0.alphabetLimit = 3
      $0.initialAlphabet = .all
    }
    #expect(vocabulary.tokens.prefix(3) == [[0x61], [0x62], [0x63]])
  }

  @Test func `rustbpe's rules give each merge an id and put special tokens last`() {
    let vocabulary = train {
      $0.ties = .rustbpe
      $0.specialTokens = ["<|end|>"]
      $0.vocabularySize = 281
    }
    #expect(vocabulary.tokens[0x61] == [0x61])
    #expect(vocabulary.tokens.count == 256 + vocabulary.merges.count + 1)
    #expect(vocabulary.firstSpecialID == 280)
  }

  /// The definition: count every pair anew, merge the best everywhere, again.
  private func bruteForce(_ pieces: PieceCounts, merges limit: Int) -> [TrainedVocabulary.Merge] {
    var words = pieces.counts.map { piece, count in
      (
        ids: piece.map { byte in
          UInt32(
            TrainingAlphabet(byteCounts: [Int](repeating: 0, count: 256), options: TrainingOptions(vocabularySize: 256))
              .tokens.firstIndex(of: [byte]) ?? 0)
        }, count: count
      )
    }
    var merges: [TrainedVocabulary.Merge] = []
    while merges.count < limit {
      var counts: [TrainedVocabulary.Merge: Int] = [:]
      for word in words {
        for (left, right) in zip(word.ids, word.ids.dropFirst()) {
          counts[TrainedVocabulary.Merge(left, right), default: 0] += word.count
        }
      }
      let best = counts.max { a, b in
        a.value != b.value ? a.value < b.value : (a.key.left, a.key.right) > (b.key.left, b.key.right)
      }
      guard let pair = best?.key else { break }
      let id = UInt32(256 + merges.count)
      merges.append(pair)
      for index in words.indices {
        var ids: [UInt32] = []
        for next in words[index].ids {
          if next == pair.right, ids.last == pair.left { ids[ids.count - 1] = id } else { ids.append(next) }
        }
        words[index].ids = ids
      }
    }
    return merges
  }

  @Test(arguments: UInt64(1)...12) func `generated pieces give what the definition says`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    // Letters that occur once in a piece: no two ways to spell a token, no runs, so the definition is all there is.
    let letters = Array("abcdefghijklmnop".utf8)
    var pieces = PieceCounts()
    for _ in 0..<60 {
      let start = Int.random(in: 0..<8, using: &random)
      let piece = Array(letters[start..<start + Int.random(in: 1...8, using: &random)])
      piece.withUnsafeBufferPointer { pieces.add($0, times: Int.random(in: 1...20, using: &random)) }
    }
    let vocabulary = PlainTrainer(pieces, options: TrainingOptions(vocabularySize: 300)).train()
    let expected = bruteForce(pieces, merges: 44)
    let firstReuse =
      vocabulary.merges.indices.first { vocabulary.tokens.count < 256 + $0 + 1 } ?? vocabulary.merges.count
    let shared = min(firstReuse, expected.count, vocabulary.merges.count)
    #expect(Array(vocabulary.merges[..<shared]) == Array(expected[..<shared]))
    #expect(shared > 5)
  }
}
