import PrepTokenizers
import TestSupport
import Testing

@Suite struct StreamingDecoderTests {
  /// Byte fallback, marks for spaces, a space in front.
  static let file = #"""
    {"added_tokens":[{"id":0,"content":"<s>","special":true,"normalized":false,"single_word":false,"lstrip":false,"rstrip":false}],
    "normalizer":{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]},"pre_tokenizer":null,
    "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]},
    "model":{"type":"BPE","byte_fallback":true,"fuse_unk":true,"vocab":{"<s>":0,"▁":1,"a":2,"▁a":3,"b":4,"<0xC3>":5,"<0xA9>":6,"<0xFF>":7},"merges":["▁ a"]}}
    """#

  @Test func `tokens of other models give the same text one by one as all together`() throws {
    let tokenizer = try Fixtures.withFile("v.tokenizer.json", Self.file) { try Tokenizer(contentsOf: $0) }
    #expect(tokenizer.decode([3, 4, 1, 2]) == "ab a")
    #expect(try tokenizer.encode("a é") == [3, 1, 5, 6])
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<300 {
      let units: [[UInt32]] = [[0], [1], [2], [3], [4], [5, 6]]
      let tokens = (0..<Int.random(in: 0...12, using: &generator)).flatMap { _ in
        units.randomElement(using: &generator) ?? []
      }
      var decoder = tokenizer.makeStreamingDecoder()
      let text = tokens.map { decoder.append($0) }.joined() + decoder.finish()
      #expect(text == tokenizer.decode(tokens), "\(tokens)")
    }
  }

  @Test func `a character is held back until it is whole`() throws {
    let tokenizer = try Fixtures.withFile("v.tokenizer.json", Self.file) { try Tokenizer(contentsOf: $0) }
    var decoder = tokenizer.makeStreamingDecoder()
    #expect(decoder.append(3) == "a")
    #expect(decoder.append(5) == "")
    #expect(decoder.append(6) == "é")
    #expect(decoder.append(5) == "")
    #expect(decoder.finish() == "\u{FFFD}")
  }
}
