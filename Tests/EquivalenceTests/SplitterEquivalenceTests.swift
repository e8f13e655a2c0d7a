import TestSupport
import Testing

@testable import PrepBytePairEncoding

/// Holds every scanner of a known pattern against ICU's engine running the text of the pattern.
@Suite struct SplitterEquivalenceTests {
  /// One text for each class of characters that the patterns can tell apart, and for bytes that are not UTF-8.
  static let representatives: [[UInt8]] =
    [
      "a", "s", "t", "l", "S", "L", "A", "é", "ſ", "ǅ", "ʰ", "漢", "あ", "\u{301}", "\u{903}", "1", "٣", "²", "Ⅷ", " ",
      "\t", "\n", "\r",
      "\u{85}", "\u{A0}", "\u{3000}", "\u{2028}", "'", "’", ".", "/", "-", "_", "+", "€", "^", "😀", "\u{0}", "\u{200D}",
      "\u{378}",
      "\u{E000}", "𝐀",
    ].map { Array($0.utf8) } + [[0xEF, 0xB7, 0x90], [0xFF], [0xC3], [0xE6, 0xBC], [0xED, 0xA0, 0x80]]

  struct Known: Sendable, CustomTestStringConvertible {
    var name: String
    var pattern: SplitPattern
    /// The expressions, each of which cuts the pieces of the one before.
    var sources: [String]
    var dialect: SplitPattern.Dialect

    var testDescription: String { name }
  }

  static let known: [Known] = {
    var all: [Known] = []
    for entry in KnownPatterns.all {
      let pattern = entry.pattern
      for source in entry.texts + entry.fancyRegexTexts {
        all.append(
          Known(name: entry.name, pattern: pattern, sources: source.components(separator: "\n"), dialect: .fancyRegex))
      }
      for source in entry.texts + entry.onigurumaTexts {
        all.append(
          Known(
            name: entry.name + ", Oniguruma", pattern: pattern, sources: source.components(separator: "\n"),
            dialect: .oniguruma))
      }
    }
    return all
  }()

  private func pieces(_ text: [UInt8], _ splitter: TextSplitter, batch: Int) -> [[UInt8]] {
    var ends = [UInt32](repeating: 0, count: batch)
    var result: [[UInt8]] = []
    var position = 0
    while position < text.count {
      let written = text.withUnsafeBufferPointer { text in
        ends.withUnsafeMutableBufferPointer { splitter.fill(text, from: position, into: $0) }
      }
      if written == 0 { break }
      for end in ends[..<written] {
        result.append(Array(text[position..<Int(end)]))
        position = Int(end)
      }
    }
    return result
  }

  private func splitters(_ known: Known) throws -> [TextSplitter] {
    try known.sources.map { source in
      try GeneralScanner.check(source, dialect: known.dialect)
      return TextSplitter(
        SplitPattern(name: nil, source: source, dialect: known.dialect, scheme: .general(source, known.dialect)))
    }
  }

  private func expect(_ text: [UInt8], _ known: Known, _ general: [TextSplitter], batch: Int) {
    var expected = [text]
    for splitter in general { expected = expected.flatMap { pieces($0, splitter, batch: batch) } }
    let found = pieces(text, TextSplitter(known.pattern), batch: batch)
    if found != expected {
      let show = { (pieces: [[UInt8]]) in
        pieces.map { String(decoding: $0, as: UTF8.self).debugDescription }.joined(separator: " ")
      }
      Issue.record("\(known.name): \(text) gives \(show(found)), ICU \(show(expected))")
    }
  }

  @Test(arguments: known) func `generated texts are cut alike`(known: Known) throws {
    var random = SeededGenerator(seed: 15)
    let general = try splitters(known)
    for _ in 0..<2500 {
      let length = Int.random(in: 0...9, using: &random)
      let text = (0..<length).flatMap { _ in Self.representatives.randomElement(using: &random) ?? [] }
      expect(text, known, general, batch: Int.random(in: 1...4, using: &random))
    }
  }

  /// All texts of up to three representatives: minutes, so only on demand.
  @Test(.enabled(if: TestData.runsLongTests), arguments: known) func `all short texts are cut alike`(known: Known)
    throws
  {
    let general = try splitters(known)
    for first in Self.representatives {
      expect(first, known, general, batch: 8)
      for second in Self.representatives {
        expect(first + second, known, general, batch: 8)
        for third in Self.representatives { expect(first + second + third, known, general, batch: 8) }
      }
    }
  }
}

extension String {
  fileprivate func components(separator: Character) -> [String] { split(separator: separator).map { String($0) } }
}
