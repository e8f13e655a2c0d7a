import PrepSummarizing
import TestSupport
import Testing

@Suite struct ScriptTallyTests {
  @Test("the script of most letters, of several the first by name, whatever was asked before") func scripts() {
    var tally = ScriptTally()
    func script(_ text: String) -> String {
      Array(text.utf8).withUnsafeBufferPointer { tally.script(of: $0, isASCII: $0.allSatisfy { $0 < 0x80 }) }
    }
    let cases = [
      ("", ""), ("12 + 3 = 15!", ""), ("abc", "Latin"), ("ñandú", "Latin"), ("слово word", "Cyrillic"),
      ("да ab", "Cyrillic"),
      ("日本", "Han"), ("かな 日", "Hiragana"), ("١٢٣ ، …", ""), ("\u{301}\u{301}a\u{301}", "Latin"), ("𐌰𐌱", "Gothic"),
      ("ελλη latin words", "Latin"), ("ไทย", "Thai"),
    ]
    for _ in 0..<2 { for (text, wanted) in cases { #expect(script(text) == wanted, "\(text)") } }
    // What is cut off in the middle counts for nothing.
    let cut: [UInt8] = [0x61, 0xD1]
    #expect(cut.withUnsafeBufferPointer { tally.script(of: $0, isASCII: false) } == "Latin")
  }
}
