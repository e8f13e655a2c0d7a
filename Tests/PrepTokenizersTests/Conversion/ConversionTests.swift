import Foundation
import PrepTokenizers
import TestSupport
import Testing

@Suite struct ConversionTests {
  private func reread(_ name: String, _ bytes: [UInt8], pattern: String? = nil) throws -> Tokenizer {
    try Fixtures.withFile(name, String(decoding: bytes, as: UTF8.self)) {
      try Tokenizer(contentsOf: $0, pattern: pattern)
    }
  }

  private func expectEqualIDs(_ a: Tokenizer, _ b: Tokenizer) throws {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<300 {
      let letters = Array("  etaoinshr\n\n.,'1220ÄéЖ漢字AB-_/".unicodeScalars)
      let text = String(String.UnicodeScalarView((0..<60).map { _ in letters.randomElement(using: &generator) ?? "a" }))
      #expect(try a.encode(text, specialTokens: .allowAll) == b.encode(text, specialTokens: .allowAll), "\(text)")
    }
  }

  @Test func `the bundled vocabulary goes through both formats with equal ids`() throws {
    let tokenizer = try Tokenizer.named(Tokenizer.bundledDefaultName)
    let ranks = try reread("x.tiktoken", tokenizer.tiktoken(), pattern: tokenizer.patternDescription)
    try expectEqualIDs(tokenizer, ranks)
    let back = try reread("x.tokenizer.json", ranks.tokenizerJSON())
    try expectEqualIDs(tokenizer, back)
    let again = try reread("y.tokenizer.json", tokenizer.tokenizerJSON())
    try expectEqualIDs(tokenizer, again)
    #expect(again.specialTokens.entries == tokenizer.specialTokens.entries)
  }

  @Test func `special tokens with a gap before them keep their ids`() throws {
    var contents = VocabularyContents(
      tokens: (0..<256).map { [UInt8($0)] } + [Array("ab".utf8)], merges: [(97, 98)], pattern: "cl100k",
      specialTokens: [("<|end|>", 300), ("<|start|>", 299)])
    contents.takesWholePieces = true
    let tokenizer = try reread("x.tokenizer.json", contents.writeTokenizerJSON())
    #expect(try tokenizer.encode("ab<|end|>", specialTokens: .allowAll) == [256, 300])
    #expect(tokenizer.specialTokens.id(named: "<|start|>") == 299)
  }

  @Test func `added tokens stay what they are when more tokens are made`() throws {
    let tiny = try Fixtures.text("tokenizers/tiny.tokenizer.json")
    let size = try reread("t.json", Array(tiny.utf8)).vocabularySize
    let start = try #require(tiny.range(of: "\"added_tokens\":")).lowerBound
    let end = try #require(tiny[start...].firstIndex(of: "]"))
    let flags = "\"single_word\":false,\"lstrip\":true,\"rstrip\":false,\"normalized\":false"
    let added =
      "{\"id\":\(size),\"content\":\"<think>\",\(flags),\"special\":false},{\"id\":0,\"content\":\"<mask>\",\(flags),\"special\":true}"
    let tokenizer = try reread(
      "a.json", Array(tiny.replacingCharacters(in: start...end, with: "\"added_tokens\":[\(added)]").utf8))
    var contents = try tokenizer.vocabularyToContinue().contents
    #expect(contents.plainTokens.map(\.name) == ["<think>"])
    while contents.tokens.count < tokenizer.vocabularySize { contents.tokens.append([]) }
    contents.tokens.append(Array("zq".utf8))
    contents.merges.append((try #require(tokenizer.token(for: [0x7A])), try #require(tokenizer.token(for: [0x71]))))
    let larger = try reread("b.json", contents.writeTokenizerJSON())
    #expect(larger.vocabularySize == tokenizer.vocabularySize + 1)
    for text in ["one <think> two", "a  <mask>b<think>", "plain text"] {
      let ids = try tokenizer.encode(text, specialTokens: .allowAll)
      #expect(try larger.encode(text, specialTokens: .allowAll) == ids, "\(text)")
    }
    #expect(try larger.encode("zq") == [UInt32(tokenizer.vocabularySize)])
    #expect(try tokenizer.tiktoken() == reread("t.json", Array(tiny.utf8)).tiktoken())
  }

  @Test func `ids that do not follow the merges cannot become ranks`() throws {
    let contents = VocabularyContents(
      tokens: (0..<256).map { [UInt8($0)] } + [Array("ab".utf8), Array("cd".utf8)], merges: [(99, 100), (97, 98)],
      pattern: "cl100k",
      specialTokens: [])
    let tokenizer = try reread("x.tokenizer.json", contents.writeTokenizerJSON())
    let failure = #expect(throws: TokenizerFailure.self) { try tokenizer.tiktoken() }
    #expect(failure?.code == .unsupported)
  }

  @Test func `a token no merge makes cannot become a rank unless whole pieces come first`() throws {
    var contents = VocabularyContents(
      tokens: (0..<256).map { [UInt8($0)] } + [Array("abc".utf8)], merges: [], pattern: "cl100k", specialTokens: [])
    #expect(throws: TokenizerFailure.self) { try reread("x.tokenizer.json", contents.writeTokenizerJSON()).tiktoken() }
    contents.takesWholePieces = true
    #expect(try !reread("x.tokenizer.json", contents.writeTokenizerJSON()).tiktoken().isEmpty)
  }

  @Test func `merges are recovered from ranks as the trainer made them`() throws {
    let tokenizer = try Tokenizer.named(Tokenizer.bundledDefaultName)
    let ranks = try reread("x.tiktoken", tokenizer.tiktoken(), pattern: tokenizer.patternDescription)
    let back = try reread("x.tokenizer.json", ranks.tokenizerJSON())
    #expect(back.summary.merges == tokenizer.summary.merges)
  }
}
