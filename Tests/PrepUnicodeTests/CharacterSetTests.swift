import Testing

@testable import PrepUnicode

@Suite struct CharacterSetTests {
  private func decode(_ bytes: [UInt8], _ name: String, pieces: Int = 1 << 20) throws -> (text: String, bad: [Int]) {
    let decoder = try #require(CharacterSetDecoder(name))
    var text: [UInt8] = []
    var bad: [Int] = []
    var position = 0
    repeat {
      let end = min(bytes.count, position + pieces)
      bytes[position..<end].withUnsafeBytes {
        decoder.decode($0, isLast: end == bytes.count, into: &text) { bad.append($0.offset) }
      }
      position = end
    } while position < bytes.count
    return (String(decoding: text, as: UTF8.self), bad)
  }

  @Test(arguments: [1, 2, 3, 1000]) func `cut characters are put together`(pieces: Int) throws {
    #expect(try decode([0x93, 0xFA, 0x96, 0x7B, 0x61], "Shift_JIS", pieces: pieces).text == "日本a")
    #expect(try decode([0xE9, 0x80], "windows-1252", pieces: pieces).text == "é€")
    #expect(try decode([0x3D, 0xD8, 0x00, 0xDE, 0x61, 0x00], "UTF-16LE", pieces: pieces).text == "😀a")
    #expect(try decode([], "UTF-16LE", pieces: pieces).text == "")
  }

  @Test func `bad bytes are told with their place`() throws {
    let result = try decode([0x61, 0x81, 0x20, 0x62], "Shift_JIS")
    #expect(result.bad == [1])
    #expect(result.text.first == "a")
    #expect(result.text.contains("\u{FFFD}"))
    #expect(try decode([0x61, 0x00, 0x62], "UTF-16LE").bad == [2])
  }

  @Test(arguments: [1, 2, 1000]) func `halves of pairs are bad where nothing completes them`(pieces: Int) throws {
    #expect(try decode([0x61, 0xED, 0xA0, 0xBD, 0x20, 0x78], "CESU-8", pieces: pieces) == ("a\u{FFFD} x", [1]))
    #expect(try decode([0x61, 0xED, 0xB8, 0x80], "CESU-8", pieces: pieces) == ("a\u{FFFD}", [1]))
    #expect(try decode([0xED, 0xA0, 0xBD], "CESU-8", pieces: pieces) == ("\u{FFFD}", [0]))
    #expect(try decode([0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80, 0x78], "CESU-8", pieces: pieces) == ("😀x", []))
    #expect(try decode(Array("a+2D0-b".utf8), "UTF-7", pieces: pieces).text == "a\u{FFFD}b")
    #expect(try decode(Array("+2D3eAA-b".utf8), "UTF-7", pieces: pieces).text == "😀b")
  }

  @Test func `a long text is decoded whole`() throws {
    let bytes = [UInt8](repeating: 0xE9, count: 100_000)
    #expect(try decode(bytes, "ISO-8859-1", pieces: 777).text == String(repeating: "é", count: 100_000))
  }

  @Test func `unknown names are refused`() { #expect(CharacterSetDecoder("no such set") == nil) }

  @Test func `character sets are guessed`() {
    let greek = "Η γρήγορη καφέ αλεπού πηδάει πάνω από το τεμπέλικο σκυλί, και μετά κοιμάται."
    #expect(CharacterSets.guesses(Array(greek.utf8)).first?.name == "UTF-8")
    #expect(CharacterSets.guesses([]).allSatisfy { $0.confidence <= 100 })
    #expect(CharacterSets.versions.icu.contains("."))
  }
}
