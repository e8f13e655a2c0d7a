import PrepBytes
import PrepTokenizers
import TestSupport
import Testing

/// Where a prompt ends among the tokens of a text that a normalizer changes.
@Suite struct NormalizedMaskTests {
  static let pieces = [
    "a\u{301}", "é", "\u{95C}", "क\u{93C}", "e\u{323}\u{302}", "각", "\u{1100}\u{1161}\u{11A8}", "漢", "が", "か\u{3099}",
    "Å", "x", " ", "  ", "\n", "😀",
  ]

  @Test(arguments: ["NFC", "NFD", "NFKC"]) func `a prompt has the tokens that come of it, whatever changes its length`(
    form: String
  ) throws {
    let file = try Fixtures.text("tokenizers/tiny.tokenizer.json").replacing(
      "\"normalizer\":null", with: "\"normalizer\":{\"type\":\"\(form)\"}")
    let tokenizer = try Fixtures.withFile("v.tokenizer.json", file) { try Tokenizer(contentsOf: $0) }
    let encoder = tokenizer.makeEncoder()
    var generator = SeededGenerator(seed: 41)
    for round in 0..<600 {
      let front = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
        Self.pieces.randomElement(using: &generator) ?? ""
      }.joined()
      let prompt = round == 0 ? "a\u{301}  x" : front + "x"
      let text = Array((prompt + "  y").utf8)
      var cuts = PlainList<Int>()
      cuts.append(prompt.utf8.count)
      var tokens = PlainList<UInt32>()
      var places = PlainList<Encoder.CutPlace>()
      text.withUnsafeBufferPointer { encoder.encode($0, cuts: cuts, into: &tokens, places: &places) }
      let last = places.last
      let count = try #require(last).count
      #expect(Array(tokens.all[..<count]) == (try tokenizer.encode(prompt)), "\(prompt.debugDescription)")
      #expect(Array(tokens.all[count...]) == (try tokenizer.encode("  y")), "\(prompt.debugDescription)")
    }
  }
}
