import PrepTokens
import TestSupport
import Testing

@Suite struct TokenSequenceTests {
  @Test func `the labels of a mask are counted, however many there are`() {
    var random = SeededGenerator(seed: 30)
    for count in [0, 1, 7, 8, 9, 63, 64, 65, 1000, 5003, 20_011] {
      for share in [0.0, 0.5, 1.0] {
        let mask = (0..<count).map { _ in UInt8(Double.random(in: 0..<1, using: &random) < share ? 1 : 0) }
        let sequence = TokenSequence(document: [UInt32](repeating: 5, count: count), loss: .mask(mask), id: 1)
        #expect(sequence.trainedTokenCount == mask.count { $0 == 1 })
      }
    }
  }
}
