import PrepBytePairEncoding
import TestSupport
import Testing

@Suite struct TextCutTests {
  /// Characters that patterns treat in ways of their own.
  private static let characters: [String] = [
    "a", "b", "Z", "é", "你", "語", "한", "я", "0", "7", "\n", "\n", "\r", " ", " ", "\t", "\u{A0}", "\u{3000}",
    "\u{2028}", "。", "!", "/", "'", "s",
    "\u{301}", "-", "_", "٣", "😀", "\u{FEFF}", "ſ", "\u{85}",
  ]

  private func pieces(_ splitter: TextSplitter, _ text: ArraySlice<UInt8>) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var ends = [UInt32](repeating: 0, count: 64)
    Array(text).withUnsafeBufferPointer { text in
      var position = 0
      while position < text.count {
        let count = ends.withUnsafeMutableBufferPointer { splitter.fill(text, from: position, into: $0) }
        for end in ends[..<count] {
          result.append(Array(text[position..<Int(end)]))
          position = Int(end)
        }
      }
    }
    return result
  }

  @Test(arguments: SplitPattern.names) func `the parts have the pieces of the whole`(name: String) throws {
    let pattern = try #require(SplitPattern.named(name))
    #expect(pattern.isKnown)
    let splitter = TextSplitter(pattern)
    var generator = SeededGenerator(seed: 19)
    var cuts = 0
    for _ in 0..<3000 {
      let few = (0..<6).map { _ in Self.characters.randomElement(using: &generator) ?? "" } + ["\n", "a", " "]
      var text: [UInt8] = []
      for _ in 0..<Int.random(in: 4...24, using: &generator) {
        // Now and then a byte that is no character.
        if Int.random(in: 0..<40, using: &generator) == 0 {
          text.append(UInt8.random(in: 0x80...0xFF, using: &generator))
        }
        text += Array((few.randomElement(using: &generator) ?? "").utf8)
      }
      guard let cut = TextCut.last(in: text, from: 1) else { continue }
      cuts += 1
      #expect(
        pieces(splitter, text[..<cut]) + pieces(splitter, text[cut...]) == pieces(splitter, text[...]),
        "\(text) cut at \(cut)")
    }
    #expect(cuts > 500)
  }

  @Test func `there is no cut where a piece may go on`() {
    for text in [
      "abcdefgh", "ab  cd  ef", "abc\n\ndef", "abc \ndef", "abc\n/ef", "abc\n ef", "\u{3000}\u{3000}\nab", "",
    ] {
      #expect(TextCut.last(in: Array(text.utf8), from: 0) == nil, "\(text)")
    }
    #expect(TextCut.last(in: Array("hello world".utf8), from: 0) == 5)
    #expect(TextCut.last(in: Array("hello\nworld".utf8), from: 0) == 6)
    #expect(TextCut.last(in: Array("hello world".utf8), from: 6) == nil)
  }
}
