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

  /// Letters and marks of all scripts.
  private static let scalars: (letters: [Unicode.Scalar], marks: [Unicode.Scalar]) = {
    var letters: [Unicode.Scalar] = []
    var marks: [Unicode.Scalar] = []
    for value in UInt32(0x41)...0x2FA1D {
      // Halves and compatible forms of Hangul and of voiced kana become such as compose.
      guard let scalar = Unicode.Scalar(value), !(0x3131...0x318E).contains(value), !(0xFF9E...0xFFDC).contains(value)
      else { continue }
      switch scalar.properties.generalCategory {
      // Vowels and ends of Hangul compose with what stands before them.
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
        // So that the many ideographs do not crowd out the rest.
        let isIdeograph = (0x3400...0x9FFF).contains(value) || (0x20000...0x2FA1D).contains(value)
        let isSyllable = (0xAC00...0xD7A3).contains(value)
        if !(0x1160...0x11FF).contains(value), !isIdeograph && !isSyllable || value % 97 == 0 { letters.append(scalar) }
      case .nonspacingMark, .spacingMark: marks.append(scalar)
      default: continue
      }
    }
    return (letters, marks)
  }()

  /// A few letters, some with marks, of any scripts.
  private static func text(_ generator: inout SeededGenerator) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      if let letter = scalars.letters.randomElement(using: &generator) { text.append(letter) }
      for _ in 0..<Int.random(in: 0...2, using: &generator) {
        if let mark = scalars.marks.randomElement(using: &generator) { text.append(mark) }
      }
      if Int.random(in: 0..<3, using: &generator) == 0 { text.append(" ") }
    }
    return String(text)
  }

  @Test(arguments: ["NFC", "NFD", "NFKC", "NFKD"]) func `in every script a prompt has its own characters' tokens`(
    form: String
  ) throws {
    #expect(Self.scalars.letters.count > 10_000)
    let source = try Fixtures.text("../vocab/prep-8k/tokenizer.json")
    let file = source.replacing(/"normalizer": ?null/, with: "\"normalizer\":{\"type\":\"\(form)\"}")
    #expect(file != source)
    let tokenizer = try Fixtures.withFile("v.tokenizer.json", file) { try Tokenizer(contentsOf: $0) }
    let encoder = tokenizer.makeEncoder()
    var generator = SeededGenerator(seed: 43)
    for _ in 0..<1500 {
      let prompt = Self.text(&generator)
      let text = Array((prompt + Self.text(&generator)).utf8)
      var cuts = PlainList<Int>()
      cuts.append(prompt.utf8.count)
      var tokens = PlainList<UInt32>()
      var places = PlainList<Encoder.CutPlace>()
      text.withUnsafeBufferPointer { encoder.encode($0, cuts: cuts, into: &tokens, places: &places) }
      let last = places.last
      let place = try #require(last)
      // The letter that the rest begins with composes with nothing before it, so that both are normalized apart.
      let own = tokenizer.decodeBytes(try tokenizer.encode(prompt))
      let before = tokenizer.decodeBytes(Array(tokens.all[..<place.count]))
      if place.straddles {
        #expect(before.count > own.count && before.starts(with: own), "\(prompt.debugDescription)")
        #expect(
          tokenizer.decodeBytes(Array(tokens.all[..<(place.count - 1)])).count < own.count, "\(prompt.debugDescription)"
        )
      } else {
        #expect(before == own, "\(prompt.debugDescription)")
      }
    }
  }

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
