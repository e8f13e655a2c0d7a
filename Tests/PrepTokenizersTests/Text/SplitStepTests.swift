import Testing

@testable import PrepTokenizers

@Suite struct SplitStepTests {
  private func pieces(_ kind: SplitStep.Kind, _ text: String) -> [(String, Int)] {
    var pieces: [SplitStep.Piece] = []
    // A part of a longer text, so that indices are not those of the part.
    let piece = (Array("0123456789".utf8) + text.utf8)[10...]
    SplitStep(kind).cut(SplitStep.Piece(bytes: piece), into: &pieces)
    return pieces.map { (String(decoding: $0.bytes, as: UTF8.self), $0.alignment.start($0.bytes.startIndex)) }
  }

  @Test(arguments: [
    (SplitStep.Kind.digits(individual: true), "ab12 ½c", ["ab", "1", "2", " ", "½", "c"]),
    (.digits(individual: false), "ab12 ½c", ["ab", "12", " ", "½", "c"]),
    (.spaces, " ab\u{3000}c\n", ["ab", "c"]), (.words, "don't_x ½ é!", ["don", "'", "t_x", "½", "é", "!"]),
    (.delimiter(Array("é".utf8)), "aébéé", ["a", "b"]), (.length(2), "aébc漢", ["aé", "bc", "漢"]),
    (.prefixSpace, "ab", [" ab"]),
    (.prefixSpace, " ab", [" ab"]), (.byteAlphabet, "a é", ["aĠÃ©"]), (.whole, "a b", ["a b"]),
  ])
  func `each step cuts as its name says`(kind: SplitStep.Kind, text: String, expected: [String]) {
    #expect(pieces(kind, text).map(\.0) == expected)
  }

  @Test func `pieces know where they begin`() {
    #expect(pieces(.spaces, " ab\u{3000}c").map(\.1) == [11, 16])
    #expect(pieces(.prefixSpace, "ab").map(\.1) == [10])
    #expect(pieces(.byteAlphabet, "éa").map(\.1) == [10])
  }

  @Test func `pieces of the byte alphabet know which characters they came from`() {
    var pieces: [SplitStep.Piece] = []
    let whole = SplitStep.Piece(bytes: Array("xé1か".utf8)[...]).changed { ByteAlphabet.write(&$0) }
    SplitStep(.digits(individual: true)).cut(whole, into: &pieces)
    #expect(pieces.map { $0.alignment.original($0.bytes.startIndex..<$0.bytes.endIndex) } == [0..<3, 3..<4, 4..<7])
    let read = pieces.map { $0.changed { ByteAlphabet.read(&$0) } }
    #expect(read.map { $0.bytes.count } == [3, 1, 3])
    #expect(read.map { $0.alignment.original($0.bytes.startIndex..<$0.bytes.endIndex) } == [0..<3, 3..<4, 4..<7])
    #expect(read[2].alignment.original(1..<2) == 4..<7)
  }
}
