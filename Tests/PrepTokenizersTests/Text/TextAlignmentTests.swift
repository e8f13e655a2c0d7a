import PrepBytePairEncoding
import TestSupport
import Testing

@testable import PrepTokenizers

/// The laws of alignments, on generated texts of all scripts.
@Suite struct TextAlignmentTests {
  static let characters: [[UInt8]] =
    [
      "a", "B", "é", "e", "\u{301}", "\u{323}", "ﬁ", "①", "½", "İ", "ß", "漢", "か", "\u{3099}", "각", "\u{1100}",
      "\u{1161}", "\u{11A8}", "क", "\u{93C}",
      "\u{95C}", "ெ", "ா", "ﷺ", "😀", "\u{200D}", " ", "  ", "\t", "\n", "\u{3000}", "▁", "1", ".",
    ].map { Array($0.utf8) } + [[0xFF], [0xE6, 0xBC]]
  static let normalizers: [TextNormalizer] = [
    .unicode(.nfc), .unicode(.nfd), .unicode(.nfkc), .unicode(.nfkd), .lowercase, .prepend(Array("▁".utf8)),
    .prepend(Array("ab".utf8)),
    .replace([0x20], Array("▁".utf8)), .replace(Array("  ".utf8), [0x20]), .replace([0x61], []),
    .replace(Array("é".utf8), Array("ee".utf8)),
    .strip(left: true, right: true), .byteAlphabet, matches(#"\s*$"#, " "), matches(#"(?=\p{L})"#, "_"),
    matches(#"\s+"#, ""),
  ]

  private static func matches(_ expression: String, _ new: String) -> TextNormalizer {
    guard let pattern = try? PatternChoice.matching(expression, .oniguruma, path: "") else {
      preconditionFailure("the expression is one")
    }
    return .replaceMatches(PatternMatcher(pattern), Array(new.utf8))
  }

  /// A text after some normalizers, with an entry a byte: where the bytes of the original begin and end that it came
  /// from.
  struct Entries {
    var bytes: [UInt8]
    var ranges: [Range<Int>]

    init(_ text: [UInt8]) {
      bytes = text
      ranges = (0..<text.count).map { $0..<$0 + 1 }
    }

    /// Applies the edits of a normalizer one by one.
    mutating func apply(_ normalizer: TextNormalizer) {
      let before = self
      before.bytes.withUnsafeBufferPointer { text in
        var editor = TextEditor(text, tracksEdits: true)
        normalizer.apply(to: &editor)
        editor.finish()
        bytes = editor.withText { Array($0) }
        ranges = []
        var position = 0
        for edit in editor.alignment.edits {
          while ranges.count < edit.prepared.lowerBound {
            ranges.append(before.ranges[position])
            position += 1
          }
          let parts = before.ranges[edit.original]
          let range = (parts.first?.lowerBound ?? 0)..<(parts.last?.upperBound ?? 0)
          ranges += [Range<Int>](repeating: range, count: edit.prepared.count)
          position = max(position, edit.original.upperBound)
        }
        ranges += before.ranges[position...]
      }
    }
  }

  private func generated(_ generator: inout SeededGenerator) -> ([UInt8], [TextNormalizer]) {
    let text = (0..<Int.random(in: 0...12, using: &generator)).flatMap { _ in
      Self.characters.randomElement(using: &generator) ?? []
    }
    return (
      text,
      (0..<Int.random(in: 1...4, using: &generator)).compactMap { _ in Self.normalizers.randomElement(using: &generator)
      }
    )
  }

  @Test func `edits of one normalizer after the other say what an entry a byte says`() {
    var generator = SeededGenerator(seed: 21)
    for _ in 0..<1500 {
      let (text, normalizers) = generated(&generator)
      var entries = Entries(text)
      for normalizer in normalizers { entries.apply(normalizer) }
      let preparation = SharedPreparation(TextPreparation(normalizers: normalizers))
      text.withUnsafeBufferPointer { bytes in
        preparation.forEachPart(of: bytes, allows: { _ in true }, tracksEdits: true) { part in
          guard case .text(let prepared, let place) = part else { return }
          #expect(Array(prepared) == entries.bytes)
          let found = prepared.indices.map { place.original($0..<$0 + 1) }
          if found != entries.ranges { Issue.record("\(text) after \(normalizers): \(found), not \(entries.ranges)") }
        }
      }
    }
  }

  @Test func `ranges grow, tile what was not left out, and stay inside the text`() {
    var generator = SeededGenerator(seed: 22)
    for _ in 0..<1000 {
      let (text, normalizers) = generated(&generator)
      // What is put where nothing was came from all bytes of the character before.
      if normalizers.contains(where: { if case .replaceMatches = $0 { true } else { false } }) { continue }
      let preparation = SharedPreparation(TextPreparation(normalizers: normalizers))
      text.withUnsafeBufferPointer { bytes in
        preparation.forEachPart(of: bytes, allows: { _ in true }, tracksEdits: true) { part in
          guard case .text(let prepared, let place) = part else { return }
          var last = 0..<0
          for position in prepared.indices {
            let range = place.original(position..<position + 1)
            #expect(
              range.lowerBound >= last.lowerBound && range.upperBound >= last.upperBound
                && range.upperBound <= text.count)
            // What two bytes came from together is what each came from.
            if position > 0 {
              #expect(place.original(position - 1..<position + 1) == last.lowerBound..<range.upperBound)
            }
            last = range
          }
          // What is between came from nothing that is left.
          if normalizers.allSatisfy({ !$0.leavesOut }), !prepared.isEmpty {
            #expect(place.original(0..<prepared.count) == 0..<text.count)
          }
        }
      }
    }
  }

  @Test func `text that no normalizer changes is handed over as it is`() {
    let text = Array("plain words, 12 numbers; é and 漢字".utf8)
    let preparation = SharedPreparation(
      TextPreparation(normalizers: [
        .unicode(.nfc), .replace(Array("  ".utf8), [0x20]), .strip(left: true, right: true),
      ]))
    text.withUnsafeBufferPointer { bytes in
      var parts = 0
      preparation.forEachPart(of: bytes, allows: { _ in true }, tracksEdits: true) { part in
        parts += 1
        guard case .text(let prepared, let place) = part else { return }
        #expect(prepared.baseAddress == bytes.baseAddress && prepared.count == bytes.count)
        #expect(place.alignment.isIdentity)
      }
      #expect(parts == 1)
    }
  }
}

extension TextNormalizer {
  /// Whether characters may be left out, or compose with others.
  fileprivate var leavesOut: Bool {
    switch self {
    case .lowercase, .prepend, .byteAlphabet, .unicode(.nfd), .unicode(.nfkd): false
    case .replace(let old, let new): new.isEmpty || old == [0x20, 0x20]
    default: true
    }
  }
}
