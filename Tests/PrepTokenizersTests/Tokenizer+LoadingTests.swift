import Testing

@testable import PrepTokenizers

@Suite struct TokenizerLoadingTests {
  /// The bundled vocabulary of 8,192 tokens, changed.
  private func changed(_ change: (inout VocabularyContents) -> Void) throws -> Tokenizer {
    var contents = try Tokenizer.named("prep-8k").vocabularyContents()
    change(&contents)
    return try Tokenizer(tokenizerJSON: try contents.writeTokenizerJSON(), name: "changed")
  }

  private func comesBack(_ text: [UInt8], _ tokenizer: Tokenizer) -> Bool {
    var (tokens, decoded): ([UInt32], [UInt8]) = ([], [])
    text.withUnsafeBufferPointer { try? tokenizer.makeEncoder().encode($0, into: &tokens) }
    tokens.withUnsafeBufferPointer { tokenizer.decode($0, into: &decoded) }
    return decoded == text
  }

  /// What says that every text comes back may say so only where every text does.
  @Test func `tokens tile a text where nothing is done to it and every byte has a token`() throws {
    let plain = try changed { _ in }
    #expect(plain.tilesTexts)
    #expect(comesBack(Array("cafe\u{301} \u{1F600}\u{0}\r\n".utf8), plain))
    let normalizing = try changed { $0.normalization = "nfc" }
    #expect(!normalizing.tilesTexts)
    #expect(!comesBack(Array("cafe\u{301}".utf8), normalizing))
    let lacking = try changed { contents in
      // A byte that no text in UTF-8 has, and that is in no merge.
      if let id = contents.tokens.firstIndex(of: [0xFF]) { contents.tokens[id] = [] }
    }
    #expect(!lacking.tilesTexts)
  }
}
