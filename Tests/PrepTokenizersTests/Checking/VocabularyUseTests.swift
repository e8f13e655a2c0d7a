import PrepTokenizers
import PrepUnicode
import TestSupport
import Testing

@Suite struct VocabularyUseTests {
  /// The bytes, ` th`, ` the`, `ca`.
  private func tokenizer() throws -> Tokenizer {
    func id(_ text: String) -> UInt32 { UInt32(Array(text.utf8)[0]) }
    let contents = VocabularyContents(
      tokens: (0..<256).map { [UInt8($0)] } + [
        Array("th".utf8), Array(" th".utf8), Array(" the".utf8), Array("ca".utf8),
      ],
      merges: [(id("t"), id("h")), (id(" "), 256), (257, id("e")), (id("c"), id("a"))], pattern: "o200k",
      specialTokens: [("<|end|>", 260)])
    let text = String(decoding: try contents.writeTokenizerJSON(), as: UTF8.self)
    return try Fixtures.withFile("x.tokenizer.json", text) { try Tokenizer(contentsOf: $0) }
  }

  private func use(_ texts: [String]) throws -> (tokenizer: Tokenizer, use: VocabularyUse) {
    let tokenizer = try tokenizer()
    let encoder = tokenizer.makeEncoder()
    var kinds = CharacterKinds()
    var sum = VocabularyUse(tokenizer)
    for text in texts {
      var use = VocabularyUse(tokenizer)
      Array(text.utf8).withUnsafeBufferPointer { bytes in
        var tokens: [UInt32] = []
        var ends: [Int] = []
        encoder.encode(bytes, into: &tokens, ends: &ends)
        use.add(tokens: tokens, ends: ends, kinds: kinds.ofBytes(bytes))
      }
      sum.add(use)
    }
    return (tokenizer, sum)
  }

  @Test func `bytes and tokens are counted by what tokens spell`() throws {
    // ` the`, ` `, `ca`, `r`, `1`, `!`, and two bytes of a letter.
    let (_, use) = try use([" the car", "1!я"])
    #expect(use.total.bytes == 12)
    #expect(use.total.tokens == 8)
    let shares = Dictionary(uniqueKeysWithValues: use.shares.map { ($0.name, [$1.bytes, $1.tokens]) })
    #expect(
      shares == [
        "Latin": [7, 3], "white space": [1, 1], "digits": [1, 1], "punctuation and symbols": [1, 1],
        "Cyrillic": [2, 2],
      ])
  }

  @Test func `words are whole when no token ends in them`() throws {
    let (_, use) = try use([" the car the", "e", ""])
    #expect(use.words == 4)
    #expect(use.singleTokenWords == 3)
    #expect(use.wordTokens == 5)
  }

  @Test func `tokens that occur and those that do not`() throws {
    let (tokenizer, use) = try use([" the ca the"])
    #expect(use.uses[258] == 2)
    #expect(!use.unused(of: tokenizer).contains(258))
    #expect(use.unused(of: tokenizer).count == 260 - 3)
    #expect(use.longest(2, of: tokenizer).map(\.token) == [258, 259])
    #expect(use.longest(9, of: tokenizer).count == 3)
  }
}
