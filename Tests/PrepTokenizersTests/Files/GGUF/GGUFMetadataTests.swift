import Testing

@testable import PrepTokenizers

@Suite struct GGUFMetadataTests {
  @Test func `values of a tokenizer are read and others passed over`() throws {
    try GGUFSample.pairs.withFile { path in
      #expect(GGUFMetadata.recognizes(path))
      let metadata = try GGUFMetadata(path: path)
      #expect(metadata.text("tokenizer.ggml.model") == Array("llama".utf8))
      #expect(metadata.texts("tokenizer.ggml.tokens")?.count == 265)
      #expect(metadata.numbers("tokenizer.ggml.scores")?.last == -6)
      #expect(metadata.integers("tokenizer.ggml.token_type")?[258] == 6)
      #expect(metadata.integer("tokenizer.ggml.eos_token_id") == 2)
      #expect(metadata.text("general.architecture") == nil)
      #expect(metadata.flag("tokenizer.ggml.model") == nil)
    }
  }

  @Test func `a header that is cut short is damaged, wherever it is cut`() throws {
    let bytes = GGUFSample.pairs.bytes.dropLast(100)
    for length in stride(from: 4, to: bytes.count, by: 97) {
      try GGUFSample.withFile(Array(bytes.prefix(length))) { path in
        let failure = #expect(throws: TokenizerFailure.self) { try GGUFMetadata(path: path) }
        #expect(failure?.code == .damaged)
      }
    }
  }

  @Test func `no number is believed further than there are bytes`() throws {
    // Each byte of the numbers at the beginning, and of lengths behind them, made large in turn.
    let bytes = GGUFSample.pairs.bytes
    for place in 4..<400 {
      var changed = bytes
      changed[place] = 0xFF
      try GGUFSample.withFile(changed) { path in
        do throws(TokenizerFailure) { _ = try GGUFMetadata(path: path) } catch {
          #expect(error.code == .damaged, "\(place): \(error)")
        }
      }
    }
  }

  @Test func `other versions are named`() throws {
    var sample = GGUFSample.pairs
    for (version, words) in [(1, "its version is 1"), (4, "its version is 4"), (3 << 24, "big-endian")] {
      sample.version = version
      try sample.withFile { path in
        let failure = #expect(throws: TokenizerFailure.self) { try GGUFMetadata(path: path) }
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
      }
    }
  }
}
