import Testing

@testable import PrepTokenizers

@Suite struct ByteVocabularyTests {
  @Test func `a byte is its value and three`() throws {
    let tokenizer = try Tokenizer.named("byt5")
    #expect(try tokenizer.encode("aé") == [100, 0xC3 + 3, 0xA9 + 3])
    #expect(try tokenizer.encode("<pad></s>", specialTokens: .allowAll) == [0, 1])
    #expect(try tokenizer.encode("<extra_id_124>", specialTokens: .allowAll) == [383])
    #expect(tokenizer.vocabularySize == 384)
    #expect(tokenizer.template.suffix == [1])
    #expect(tokenizer.specialTokens.pad == 0)
    #expect(tokenizer.decodeBytes(Array(3..<259)) == Array(0...255))
  }

  @Test func `a folder without a file is known by its class`() throws {
    try FolderReaderTests.withFolder(
      ["tokenizer_config.json": #"{"tokenizer_class":"ByT5Tokenizer","extra_ids":2}"#]
    ) { folder in
      let tokenizer = try Tokenizer(contentsOf: folder)
      #expect(tokenizer.vocabularySize == 261)
      #expect(try tokenizer.encode("a") == [100])
    }
  }
}
