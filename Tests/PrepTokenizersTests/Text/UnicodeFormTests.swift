import TestSupport
import Testing

@testable import PrepTokenizers

@Suite struct UnicodeFormTests {
  private func applied(_ form: UnicodeForm, _ text: String) -> [UInt8] {
    var bytes = Array(text.utf8)
    form.apply(&bytes)
    return bytes
  }

  @Test(arguments: [
    (UnicodeForm.nfc, "e\u{301}", "é"), (.nfc, "\u{212B}", "Å"), (.nfc, "q\u{307}\u{323}", "q\u{323}\u{307}"),
    (.nfc, "\u{1100}\u{1161}\u{11A8}", "각"), (.nfc, "ﬁ", "ﬁ"), (.nfd, "é", "e\u{301}"),
    (.nfd, "각", "\u{1100}\u{1161}\u{11A8}"),
    (.nfkc, "ﬁ①", "fi1"), (.nfkc, "\u{1E9B}\u{323}", "\u{1E69}"), (.nfkd, "½²", "1\u{2044}22"),
    (.nfkd, "ﾃﾞ", "テ\u{3099}"),
    // Characters that came after Unicode 9 are left alone, as tokenizers leaves them.
    (.nfkc, "\u{32FF}", "\u{32FF}"), (.nfd, "\u{11938}", "\u{11938}"),
  ])
  func `forms are those of Unicode`(form: UnicodeForm, text: String, expected: String) {
    #expect(applied(form, text) == Array(expected.utf8))
    #expect(applied(form, "x" + text + "y") == Array(("x" + expected + "y").utf8))
  }

  @Test func `a form applied twice changes nothing more, and bytes that are not UTF-8 stay`() {
    var generator = SeededGenerator(seed: 5)
    let pool: [[UInt8]] =
      ["e", "\u{301}", "\u{323}", "Å", "각", "\u{1161}", "ﬁ", "漢", "a", " ", "\u{345}"].map { Array($0.utf8) } + [
        [0xFF], [0xCC], [0xE1, 0x84],
      ]
    for form in [UnicodeForm.nfc, .nfd, .nfkc, .nfkd] {
      for _ in 0..<300 {
        var bytes = (0..<12).flatMap { _ in pool.randomElement(using: &generator) ?? [] }
        let bad = bytes.count { $0 == 0xFF }
        form.apply(&bytes)
        let once = bytes
        form.apply(&bytes)
        #expect(bytes == once)
        #expect(bytes.count { $0 == 0xFF } == bad)
      }
    }
  }

  @Test func `canonical forms agree with the standard library's equality`() {
    var generator = SeededGenerator(seed: 6)
    let pool = Array("aeo\u{301}\u{323}\u{327}\u{308}ÄçṩΆ각\u{1100}\u{1161}\u{11A8}が\u{3099}क़".unicodeScalars)
    for _ in 0..<500 {
      let text = String(String.UnicodeScalarView((0..<8).map { _ in pool.randomElement(using: &generator) ?? "a" }))
      let composed = String(decoding: applied(.nfc, text), as: UTF8.self)
      #expect(composed == text)
      #expect(applied(.nfd, composed) == applied(.nfd, text))
    }
  }
}
