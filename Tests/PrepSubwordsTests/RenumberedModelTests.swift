import PrepBytePairEncoding
import TestSupport
import Testing

@testable import PrepSubwords

@Suite struct RenumberedModelTests {
  /// Knows `a` (1) and `b` (2); every other byte is unknown (0).
  private struct Letters: SubwordModel {
    func encode(_ piece: UnsafeBufferPointer<UInt8>, into output: inout SubwordTokens) {
      for (place, byte) in piece.enumerated() {
        output.append(byte == 0x61 ? 1 : byte == 0x62 ? 2 : 0, place..<place + 1)
      }
    }
  }

  @Test func `runs of what is unknown are one text, which the other list may have`() {
    let others: [[UInt8]: Token] = [Array("xy".utf8): 30, Array("x".utf8): 31, Array("a".utf8): 32]
    let model = RenumberedModel(Letters(), [10, 11, 12], unknown: 0, others: others)
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<TestData.rounds(300) {
      let text = (0..<Int.random(in: 0...9, using: &generator)).map { _ in
        Array("abxy".utf8).randomElement(using: &generator) ?? 0x61
      }
      var expected: [Token] = []
      var ranges: [Range<Int>] = []
      var place = 0
      while place < text.count {
        let start = place
        if text[place] < 0x63 {
          expected.append(text[place] == 0x61 ? 11 : 12)
          place += 1
        } else {
          while place < text.count, text[place] > 0x62 { place += 1 }
          expected.append(others[Array(text[start..<place])] ?? 10)
        }
        ranges.append(start..<place)
      }
      var output = SubwordTokens()
      output.append(5, 0..<0)
      text.withUnsafeBufferPointer { model.encode($0, into: &output) }
      #expect(Array(output.tokens.dropFirst()) == expected)
      #expect(Array(output.ranges.dropFirst()) == ranges)
    }
  }
}
