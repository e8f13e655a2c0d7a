import PrepTokenizers
import TestSupport
import Testing

@Suite struct TokenizerTests {
  let tokenizer: Tokenizer

  init() throws { tokenizer = try Tokenizer.named(Tokenizer.bundledDefaultName) }

  @Test func `special tokens are text unless they are allowed`() throws {
    let name = try #require(tokenizer.specialTokens.entries.first)
    let text = "one \(name.name) two"
    #expect(try !tokenizer.encode(text).contains(name.id))
    #expect(try tokenizer.encode(text, specialTokens: .allowAll).contains(name.id))
    #expect(try tokenizer.encode(text, specialTokens: .allow([name.name])).contains(name.id))
    #expect(try !tokenizer.encode(text, specialTokens: .allow(["<|other|>"])).contains(name.id))
    #expect(throws: TokenizerFailure.self) { try tokenizer.encode(text, specialTokens: .refuse) }
    #expect(try tokenizer.decode(tokenizer.encode(text)) == text)
    let ids = try tokenizer.encode(text, specialTokens: .allowAll)
    #expect(tokenizer.decode(ids) == text)
    #expect(tokenizer.decodeBytes(ids, skipSpecialTokens: true) == Array("one  two".utf8))
  }

  @Test func `any bytes survive, whatever was encoded before, and offsets tile them`() throws {
    var generator = SeededGenerator(seed: 7)
    let encoder = tokenizer.makeEncoder()
    for round in 0..<300 {
      let length = Int.random(in: 0..<200, using: &generator)
      let bytes = (0..<length).map { _ in
        round % 3 == 0 ? UInt8.random(in: 0...255, using: &generator) : UInt8.random(in: 0x61...0x66, using: &generator)
      }
      let fresh = bytes.withUnsafeBufferPointer { buffer in try? tokenizer.makeEncoder().tokens(of: buffer) }
      let (tokens, ends) = bytes.withUnsafeBufferPointer { buffer in
        var tokens: [UInt32] = []
        var ends: [Int] = []
        encoder.encode(buffer, into: &tokens, ends: &ends)
        return (tokens, ends)
      }
      #expect(tokens == fresh)
      #expect(tokenizer.decodeBytes(tokens) == bytes)
      #expect(ends.count == tokens.count && (ends.last ?? 0) == bytes.count)
      #expect(bytes.withUnsafeBufferPointer { encoder.count($0) } == tokens.count)
    }
  }

  @Test func `counting stops at a limit`() {
    let text = String(repeating: "hello world ", count: 1000)
    let count = tokenizer.count(text)
    #expect(tokenizer.count(text, upTo: count) == count)
    #expect(tokenizer.count(text, upTo: count - 1) == nil)
  }

  @Test func `batches do not depend on threads`() throws {
    let texts = (0..<2000).map { "text number \($0) with some words, and more of them \($0 * 7919)" }
    let one = try tokenizer.encode(texts, threads: 1)
    #expect(try tokenizer.encode(texts, threads: 3) == one)
    #expect(one == (try texts.map { try tokenizer.encode($0) }))
  }

  /// Among them are texts of as many tokens as bytes, which leave no room between what two threads write.
  @Test func `flat batches are what their texts are, one after the other`() throws {
    var generator = SeededGenerator(seed: 23)
    var bytes: [UInt8] = []
    var ends: [Int] = []
    while bytes.count < 3 << 20 {
      let length = Int.random(in: 0..<(ends.count % 50 == 0 ? 1 << 19 : 3000), using: &generator)
      let isDense = Bool.random(using: &generator)
      for index in 0..<length {
        bytes.append(isDense ? 0xF8 + UInt8(index % 5) : UInt8.random(in: 0x61...0x66, using: &generator))
      }
      ends.append(bytes.count)
    }
    let one = try tokenizer.encodeFlat(bytes, ends: ends, threads: 1)
    var start = 0
    var expected: [UInt32] = []
    for end in ends {
      try bytes[start..<end].withUnsafeBufferPointer { expected += try tokenizer.encode($0) }
      start = end
    }
    #expect(one == expected)
    #expect(expected.count > bytes.count / 2)
    for threads in [2, 3, 8] {
      #expect(try tokenizer.encodeFlat(bytes, ends: ends, threads: threads) == one)
      #expect(try tokenizer.encodeFlat(bytes, ends: ends, specialTokens: .allowAll, threads: threads) == one)
    }
    #expect(try tokenizer.encodeFlat([], ends: [], threads: 2).isEmpty)
    #expect(try tokenizer.encodeFlat([], ends: [0, 0], threads: 2).isEmpty)
  }

  @Test func `a name that is nowhere says what to fetch`() {
    #expect(throws: TokenizerFailure.self) { try Tokenizer.named("no-such-tokenizer") }
  }

  @Test func `a streaming decoder never splits a character`() throws {
    let text = "naïve 👩‍💻 漢字 end"
    var decoder = tokenizer.makeStreamingDecoder()
    var whole = ""
    for token in try tokenizer.encode(text) {
      let part = decoder.append(token)
      #expect(!part.unicodeScalars.contains("\u{FFFD}"))
      whole += part
    }
    whole += decoder.finish()
    #expect(whole == text)
  }
}

extension Encoder {
  func tokens(of text: UnsafeBufferPointer<UInt8>) throws -> [UInt32] {
    var tokens: [UInt32] = []
    try encode(text, into: &tokens)
    return tokens
  }
}
