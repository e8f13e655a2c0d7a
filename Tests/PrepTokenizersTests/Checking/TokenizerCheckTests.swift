import PrepTokenizers
import TestSupport
import Testing

@Suite struct TokenizerCheckTests {
  @Test func `the bundled vocabulary has no fault, on any bytes`() throws {
    let tokenizer = try Tokenizer.named(Tokenizer.bundledDefaultName)
    let check = TokenizerCheck(tokenizer)
    #expect(check.vocabularyFaults().isEmpty)
    #expect(check.unreachableTokens().isEmpty)
    let encoder = tokenizer.makeEncoder()
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<200 {
      let bytes = (0..<80).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let (count, fault) = bytes.withUnsafeBufferPointer { check.check($0, encoder) }
      #expect(fault == nil)
      #expect(count > 0)
    }
  }

  @Test func `tokens their own merges never make are found`() throws {
    let contents = VocabularyContents(
      tokens: (0..<256).map { [UInt8($0)] } + [Array("abc".utf8)], merges: [], pattern: "cl100k", specialTokens: [])
    let text = String(decoding: try contents.writeTokenizerJSON(), as: UTF8.self)
    let tokenizer = try Fixtures.withFile("x.tokenizer.json", text) { try Tokenizer(contentsOf: $0) }
    #expect(TokenizerCheck(tokenizer).unreachableTokens() == [256])
  }
}
