import CKernels
import TestSupport
import Testing

@testable import PrepBytePairEncoding

@Suite struct HardBoundariesTests {
  /// Bytes, and tokens that span some boundaries: whole characters, and a part of one.
  private static let boundaries: HardBoundaries = {
    var builder = TokenBytesBuilder(tokenCapacity: 300, textCapacity: 1000)
    let spanning: [[UInt8]] = [Array("漢字".utf8), Array(" 語".utf8), Array("éa".utf8), [0x81, 0xE3]]
    for (id, bytes) in ((0...255).map { [UInt8($0)] } + spanning).enumerated() {
      _ = builder.add(UInt32(id), bytes[...])
    }
    return HardBoundaries(builder.build())
  }()

  /// The ends of pieces and parts, the text being cut with room for some at a time.
  private func cuts(_ text: [UInt8], pieces: [Int], room: Int) -> [(end: Int, isPart: Bool)] {
    let ends = pieces.map { UInt32($0) }
    var found = [UInt32](repeating: 0, count: room)
    var all: [(end: Int, isPart: Bool)] = []
    var state = prep_cut_state()
    while state.piece < ends.count {
      let made = Self.boundaries.cut(text, text.count, ends, ends.count, from: &state, into: &found, room: room)
      all += found[..<made].map { (Int($0 & ~PREP_PIECE_PART), $0 & PREP_PIECE_PART != 0) }
      if made == 0 || all.last.map({ $0.end != state.position }) ?? true { return [] }
    }
    return all
  }

  @Test func `pieces are cut where no token reaches across`() {
    let text = Array(" 語漢字漢、がabc".utf8)
    let found = cuts(text, pieces: [text.count - 3, text.count], room: 512)
    #expect(
      found.map(\.end) == [4, 10, 13, text.count - 3, text.count], "a token ends in the first byte of the last kana")
    #expect(found.map(\.isPart) == [true, true, true, true, false])
  }

  @Test func `short pieces and ASCII are not cut`() {
    let text = Array("漢語abcdefghijklmnopqrstuvwxyz".utf8)
    #expect(cuts(text, pieces: [6, text.count], room: 512).map(\.isPart) == [false, false])
  }

  @Test func `cuts do not depend on the room`() {
    var random = SeededGenerator(seed: 11)
    let letters =
      ["漢", "字", "語", "が", " ", "a", "é", "abcdefghij", "😀", "ж"].map { Array($0.utf8) } + [[0x80], [0xE3]]
    for _ in 0..<200 {
      var text: [UInt8] = []
      var pieces: [Int] = []
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        for _ in 0..<Int.random(in: 1...20, using: &random) { text += letters.randomElement(using: &random) ?? [] }
        pieces.append(text.count)
      }
      let expected = cuts(text, pieces: pieces, room: 512)
      #expect(pieces.allSatisfy { end in expected.contains { $0.end == end } })
      for room in [1, 2, 3, 7] {
        let found = cuts(text, pieces: pieces, room: room)
        #expect(found.map(\.end) == expected.map(\.end))
        #expect(found.map(\.isPart) == expected.map(\.isPart))
      }
    }
  }
}
