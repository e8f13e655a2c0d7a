import PrepBytePairEncoding
import TestSupport
import Testing

@testable import PrepTokenizers

/// Falcon's pattern cuts as its four pre-tokenizers do one after the other.
@Suite struct FalconPatternTests {
  private static let steps = #"""
    {"type":"Sequence","pretokenizers":[{"type":"Punctuation","behavior":"Contiguous"},{"type":"ByteLevel","add_prefix_space":false,
    "trim_offsets":true,"use_regex":true},{"type":"Digits","individual_digits":false},{"type":"Split","pattern":{"Regex":"[0-9][0-9][0-9]"},
    "behavior":"Isolated","invert":false}]}
    """#

  private static let parts = [
    "a", "word", " the", "don't", "'s", "12", "123", "1234567", "٣", "²", "ò", "¼", "x²", "½3", "...", " (", "‼", "‹",
    " ‹", "$", "€", " €", "😀",
    " 😀", "\u{301}", "क्", "漢", "₂", "  ", " ", " ", "\n", "\n\n", "\t", "\u{A0}", "\u{3000}", "。", "」", "^", "_", "᙭",
    "\u{111C9}", "1\u{FE0F}",
  ]

  private static func pieces(_ text: UnsafeBufferPointer<UInt8>, _ splitter: TextSplitter) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var position = 0
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 5) { ends in
      while position < text.count {
        let count = splitter.fill(text, from: position, into: ends)
        if count == 0 { break }
        for end in ends[..<count] {
          result.append(Array(text[position..<Int(end)]))
          position = Int(end)
        }
      }
    }
    return result
  }

  @Test func `pieces are those of the steps, for characters and bytes of all kinds`() throws {
    let pipeline = try TextPipeline(
      normalizer: TextPipeline.none, preTokenizer: Array(Self.steps.utf8), isByteLevel: true)
    let splitter = TextSplitter(.falcon)
    var generator = SeededGenerator(seed: 41)
    for round in 0..<TestData.rounds(800) {
      var text: [UInt8] = []
      for _ in 0..<Int.random(in: 0...20, using: &generator) {
        switch Int.random(in: 0..<(round % 4 == 0 ? 10 : 9), using: &generator) {
        case 0...4: text += (Self.parts.randomElement(using: &generator) ?? "").utf8
        case 5:
          // Words of many pieces.
          let part = Self.parts.randomElement(using: &generator) ?? ""
          for _ in 0..<Int.random(in: 1...(round % 3 == 0 ? 120 : 3), using: &generator) { text += part.utf8 }
        case 6: text += String(Unicode.Scalar(UInt32.random(in: 0..<0x3100, using: &generator)) ?? "x").utf8
        case 7: text += String(Unicode.Scalar(UInt32.random(in: 0..<0x11_0000, using: &generator)) ?? "x").utf8
        case 8: text.append(UInt8.random(in: 0..<0x80, using: &generator))
        default: text.append(UInt8.random(in: .min ... .max, using: &generator))
        }
      }
      text.withUnsafeBufferPointer { text in
        var expected: [[UInt8]] = []
        pipeline.forEachPiece(of: text) { expected.append(Array($0)) }
        let found = Self.pieces(text, splitter)
        #expect(found == expected, "\(Array(text))")
      }
    }
  }

  @Test(arguments: ["7", "漢", "²", "a", " ", "😀", "x²", "!"]) func `words of many pieces are looked at once`(
    part: String
  ) {
    let text = Array(String(repeating: part, count: 300_000).utf8)
    let splitter = TextSplitter(.falcon)
    text.withUnsafeBufferPointer { text in
      // Each piece anew took minutes.
      #expect(Self.pieces(text, splitter).reduce(0) { $0 + $1.count } == text.count)
    }
  }

  @Test func `files with these steps are cut by the pattern`() throws {
    let file = try TokenizerJSONReaderTests.variant(["pre_tokenizer": Self.steps])
    let tokenizer = try Fixtures.withFile("v.tokenizer.json", file) { try Tokenizer(contentsOf: $0) }
    #expect(tokenizer.storage.preparation?.patternCutsAsSteps == true)
    #expect(tokenizer.storage.pattern == .falcon)
    #expect(tokenizer.storage.stepCuts == nil)
  }
}
