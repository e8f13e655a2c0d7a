import TestSupport
import Testing

@testable import PrepTokenizers

/// Holds texts whose units are taken from memory, with a sum of 32 bits that runs through them, against the same texts
/// searched as a whole.
@Suite struct UnigramChainTests {
  private static let alphabet = ["a", "b", "c", "d", "é", "漢", "字"]

  /// A model of random pieces.
  ///
  /// - Parameters:
  ///   - scale: How large scores are, and in how many steps.
  ///   - nudge: By how many units of the last place they are off such a step at most, so that sums of other pieces are
  ///     nearly equal.
  private static func model(
    _ generator: inout SeededGenerator, _ scale: (size: Float, steps: Int), nudge: Int
  ) throws -> Tokenizer {
    let spells = Bool.random(using: &generator)
    var pieces = [SentencePieceFile.Piece(text: Array("<unk>".utf8), score: 0, kind: .unknown)]
    if spells {
      for byte in 0..<256 {
        let digits = String(byte, radix: 16, uppercase: true)
        pieces.append(
          SentencePieceFile.Piece(text: Array("<0x\(byte < 16 ? "0" : "")\(digits)>".utf8), score: 0, kind: .byte))
      }
      if Bool.random(using: &generator) { pieces.remove(at: 1 + 0xE5) }
    }
    let letters = Self.alphabet.shuffled(using: &generator).prefix(Int.random(in: 2...5, using: &generator))
    var texts = Set(["▁"])
    for _ in 0..<Int.random(in: 4...40, using: &generator) {
      var text = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
        letters.randomElement(using: &generator) ?? "a"
      }.joined()
      if Bool.random(using: &generator) { text = "▁" + text }
      texts.insert(text)
    }
    for text in texts.sorted() {
      let step = -Float(Int.random(in: 1...scale.steps, using: &generator)) / Float(scale.steps) * scale.size
      let score = step + Float(Int.random(in: -nudge...nudge, using: &generator)) * step.ulp
      pieces.append(SentencePieceFile.Piece(text: Array(text.utf8), score: score, kind: .normal))
    }
    let file = SentencePieceFile(
      pieces: pieces, modelType: 1, fallsBackToBytes: spells, endID: -1, padID: -1, map: [],
      addsDummyPrefix: Bool.random(using: &generator), removesExtraSpaces: Bool.random(using: &generator))
    return try SentencePieceReader(path: "m.model", name: "m").read(file)
  }

  @Test(
    arguments: [
      ((8, 1 << 20), 0), ((8, 4), 0), ((8, 4), 3), ((8, 8), 40), ((1024, 4), 2), ((65536, 4), 2), ((1 / 1024, 2), 1),
    ] as [((Float, Int), Int)])
  func `units have the tokens that they have in the whole text`(scale: (Float, Int), nudge: Int) throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<TestData.rounds(6) {
      let tokenizer = try Self.model(&generator, scale, nudge: nudge)
      #expect(tokenizer.storage.chunkRules?.chained(forMuch: false) != nil)
      let encoder = tokenizer.makeEncoder()
      // Words that come again and again.
      let words = (0..<60).map { _ in
        (0..<Int.random(in: 1...7, using: &generator)).map { _ in
          (Self.alphabet + ["a", "b", "x", "▁", "😀"]).randomElement(using: &generator) ?? "a"
        }.joined()
      }
      var text: [UInt8] = []
      for _ in 0..<6000 {
        text += (words.randomElement(using: &generator) ?? "").utf8
        text += [" ", " ", " ", "  ", "\n", ""].randomElement(using: &generator)?.utf8 ?? "".utf8
        if Int.random(in: 0..<500, using: &generator) == 0 {
          text.append(UInt8.random(in: 0x80...0xFF, using: &generator))
        }
      }
      for _ in 0..<2 { try ChunkRulesTests.compare(text, encoder, tokenizer.name) }
    }
  }

  /// Sums of tenths are rounded otherwise behind other sums.
  @Test(arguments: [0.1, 0.25, 7.3]) func `parts of words have the tokens that they have in the whole word`(
    step: Double
  ) throws {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<TestData.rounds(6) {
      let letters = Array(Self.alphabet.shuffled(using: &generator).prefix(4))
      var texts = Set(letters).union(["▁", "▁" + letters[0]])
      for _ in 0..<Int.random(in: 10...40, using: &generator) {
        // Words are cut between letters of the two halves.
        let half = Bool.random(using: &generator) ? letters.prefix(2) : letters.suffix(2)
        let text = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
          half.randomElement(using: &generator) ?? "a"
        }.joined()
        texts.insert(Bool.random(using: &generator) ? "▁" + text : text)
      }
      let entries = texts.sorted().map { "[\"\($0)\",\(-step * Double(Int.random(in: 1...6, using: &generator)))]" }
      let file =
        "{\"added_tokens\":[],\"normalizer\":null,\"pre_tokenizer\":{\"type\":\"Metaspace\",\"replacement\":\"▁\",\"prepend_scheme\":\"always\",\"split\":true},\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"<unk>\",0.0],\(entries.joined(separator: ","))]}}"
      let tokenizer = try Fixtures.withFile("v.tokenizer.json", file) { try Tokenizer(contentsOf: $0) }
      #expect(tokenizer.storage.chunkRules?.measured(forMuch: false) != nil)
      let encoder = tokenizer.makeEncoder()
      var text: [UInt8] = []
      for _ in 0..<4000 {
        for _ in 0..<Int.random(in: 1...40, using: &generator) {
          text +=
            ((letters + letters + letters + ["x", "<unk>", "\u{3000}"]).randomElement(using: &generator) ?? "a").utf8
        }
        text += Bool.random(using: &generator) ? " ".utf8 : "  ".utf8
      }
      for _ in 0..<2 { try ChunkRulesTests.compare(text, encoder, tokenizer.name) }
    }
  }
}
