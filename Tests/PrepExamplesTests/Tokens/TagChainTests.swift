import TestSupport
import Testing

@testable import PrepExamples

@Suite struct TagChainTests {
  private static func tags(_ text: String) -> [[UInt8]] { text.split(separator: " ").map { Array($0.utf8) } }

  @Test(
    arguments: [
      ("O B-PER I-PER O", "O B-PER I-PER O", []), ("I-PER I-PER O I-LOC", "B-PER I-PER O B-LOC", [0, 3]),
      ("I-PER B-PER O", "B-PER B-PER O", [0]), ("B-PER I-LOC", "B-PER B-LOC", [1]),
      ("B-PER M-PER E-PER S-LOC", "B-PER I-PER I-PER B-LOC", []),
      ("B-PER L-PER U-LOC L-LOC", "B-PER I-PER B-LOC B-LOC", [3]),
      ("S-PER I-PER", "B-PER B-PER", [1]), ("", "", []),
    ] as [(String, String, [Int])])
  func `every entity begins with B-`(text: String, expected: String, broken: [Int]) {
    let chain = TagChain(Self.tags(text))
    #expect(chain.tags == Self.tags(expected))
    #expect(chain.broken == broken)
    #expect(chain.isMarked)
  }

  @Test func `tags that say nothing of entities stay`() {
    for text in ["NOUN VERB O", "PER O", "B- O", "B-X NN"] {
      let chain = TagChain(Self.tags(text))
      #expect(chain.tags == Self.tags(text))
      #expect(!chain.isMarked)
    }
  }

  /// Entities in any scheme are the same entities.
  @Test func `the schemes say the same`() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<TestData.rounds(600) {
      var bio: [String] = []
      var bioes: [String] = []
      var iob1: [String] = []
      var last = ""
      for _ in 0..<Int.random(in: 0...5, using: &random) {
        let kind = ["PER", "LOC", ""].randomElement(using: &random) ?? ""
        let length = Int.random(in: 1...3, using: &random)
        for index in 0..<length where kind.isEmpty {
          _ = index
          bio.append("O")
          bioes.append("O")
          iob1.append("O")
        }
        for index in 0..<length where !kind.isEmpty {
          bio.append((index == 0 ? "B-" : "I-") + kind)
          bioes.append((length == 1 ? "S-" : index == 0 ? "B-" : index == length - 1 ? "E-" : "I-") + kind)
          iob1.append((index == 0 && last == kind ? "B-" : "I-") + kind)
        }
        last = kind
      }
      func bytes(_ tags: [String]) -> [[UInt8]] { tags.map { Array($0.utf8) } }
      for tags in [bio, bioes, iob1] { #expect(TagChain(bytes(tags)).tags == bytes(bio), "\(tags)") }
      #expect(TagChain(bytes(bio)).broken.isEmpty && TagChain(bytes(bioes)).broken.isEmpty)
    }
  }

  @Test(arguments: [
    (["O B-PER I-PER", "B-LOC"], TagScheme.bio), (["I-PER O", "I-LOC B-LOC"], .iob1), (["B-PER E-PER"], .bioes),
    (["S-PER"], .bioes), (["NOUN"], .plain), (["I-PER", "B-LOC"], .bio), (["O"], .bio),
  ]) func `sentences tell their scheme`(sentences: [String], scheme: TagScheme) {
    #expect(TagChain.scheme(of: sentences.map(Self.tags)) == scheme)
  }
}
