import Testing

@testable import PrepUnicode

@Suite struct CharacterKindTests {
  private func kinds(_ bytes: [UInt8]) -> [String] {
    var kinds = CharacterKinds()
    return bytes.withUnsafeBufferPointer { kinds.ofBytes($0).map(\.name) }
  }

  @Test func `letters belong to their script, the rest to none`() {
    #expect(
      kinds(Array("a1 -你я".utf8))
        == ["Latin", "digits", "white space", "punctuation and symbols", "Han", "Han", "Han", "Cyrillic", "Cyrillic"])
  }

  @Test func `marks go with the letter before them`() {
    #expect(kinds(Array("e\u{301}".utf8)) == ["Latin", "Latin", "Latin"])
    #expect(kinds(Array("-\u{301}".utf8)) == ["punctuation and symbols", "marks", "marks"])
  }

  @Test func `bytes that are no characters are named`() {
    #expect(kinds([0xFF, 0x61, 0xE4, 0xBD]) == ["no character", "Latin", "no character", "no character"])
  }
}
