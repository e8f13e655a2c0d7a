import TestSupport
import Testing

@testable import PrepTokenizers

@Suite struct LostTextTests {
  /// A tokenizer with tokens for `a`, `b` and `ab` alone.
  private func tokenizer(_ body: (Tokenizer) throws -> Void) throws {
    let contents = VocabularyContents(
      tokens: [[0x61], [0x62], [0x61, 0x62]], merges: [(0, 1)], pattern: "r50k", specialTokens: [])
    let text = String(decoding: try contents.writeTokenizerJSON(), as: UTF8.self)
    try Fixtures.withFile("few.json", text) { try body(Tokenizer(contentsOf: $0)) }
  }

  @Test func `what has no token is known for each text, and for all of them`() throws {
    try tokenizer { tokenizer in
      let encoder = tokenizer.makeEncoder()
      #expect(tokenizer.lostText.isEmpty)
      let ids = try tokenizer.encode("abba")
      #expect(ids == [2, 1, 0])
      #expect(tokenizer.lostText.isEmpty)
      #expect(Array("ab\nb".utf8).withUnsafeBufferPointer { encoder.lostText(of: $0) }?.words == "the byte 0x0A")
      #expect(Array("ab".utf8).withUnsafeBufferPointer { encoder.lostText(of: $0) } == nil)
      _ = Array("a c\n".utf8).withUnsafeBufferPointer { encoder.count($0) }
      #expect(encoder.hasLostText && encoder.takeLostText().has(0x63) && !encoder.hasLostText)
      #expect(tokenizer.lostText.words == "the bytes 0x0A, 0x20 and 0x63")
    }
  }

  @Test func `a byte is lost where the slow way finds none of its own`() throws {
    try tokenizer { tokenizer in
      var generator = SeededGenerator(seed: 45)
      let encoder = tokenizer.makeEncoder()
      for _ in 0..<200 {
        let bytes = generator.bytes(count: Int.random(in: 0...12, using: &generator))
        let lost = bytes.withUnsafeBufferPointer { encoder.lostText(of: $0) }
        for byte in UInt8.min...UInt8.max {
          #expect((lost?.has(byte) ?? false) == (bytes.contains(byte) && byte != 0x61 && byte != 0x62))
        }
      }
    }
  }
}
