@testable import PrepTokenizers
import Testing

@Suite struct SplitStepTests {
  private func pieces(_ kind: SplitStep.Kind, _ text: String) -> [(String, Int)] {
    var pieces: [SplitStep.Piece] = []
    SplitStep(kind).cut(SplitStep.Piece(bytes: Array(text.utf8)[...], start: 10), isInAlphabet: false, into: &pieces)
    return pieces.map { (String(decoding: $0.bytes, as: UTF8.self), $0.start) }
  }

  @Test(arguments: [
    (SplitStep.Kind.digits(individual: true), "ab12 ½c", ["ab", "1", "2", " ", "½", "c"]),
    (.digits(individual: false), "ab12 ½c", ["ab", "12", " ", "½", "c"]),
    (.spaces, " ab\u{3000}c\n", ["ab", "c"]), (.words, "don't_x ½ é!", ["don", "'", "t_x", "½", "é", "!"]),
    (.delimiter(Array("é".utf8)), "aébéé", ["a", "b"]), (.length(2), "aébc漢", ["aé", "bc", "漢"]), (.prefixSpace, "ab", [" ab"]),
    (.prefixSpace, " ab", [" ab"]), (.byteAlphabet, "a é", ["aĠÃ©"]), (.whole, "a b", ["a b"]),
  ])
  func `each step cuts as its name says`(kind: SplitStep.Kind, text: String, expected: [String]) {
    #expect(pieces(kind, text).map(\.0) == expected)
  }

  @Test func `pieces know where they begin`() {
    #expect(pieces(.spaces, " ab\u{3000}c").map(\.1) == [11, 16])
    #expect(pieces(.prefixSpace, "ab").map(\.1) == [9])
  }

  @Test func `in the byte alphabet a character is one byte`() {
    var pieces: [SplitStep.Piece] = []
    let text = Array("Ã©a1".utf8)[...]
    SplitStep(.digits(individual: true)).cut(SplitStep.Piece(bytes: text, start: 0), isInAlphabet: true, into: &pieces)
    #expect(pieces.map(\.start) == [0, 3])
  }
}
